-- What a panel decided stays as it was written, names the plan that was before it, and is of a panel that was held.
CREATE OR REPLACE FUNCTION phb_panel_item_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v careplans_planversion%ROWTYPE;
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.decision <> '' THEN
        RAISE EXCEPTION 'What a panel decided stays as it was written.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.panel_id, NEW.version_id, NEW.person_id, NEW.organisation_id)
       IS DISTINCT FROM (OLD.panel_id, OLD.version_id, OLD.person_id, OLD.organisation_id) THEN
        RAISE EXCEPTION 'A place on an agenda stays with its panel and its plan.' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO v FROM careplans_planversion WHERE id = NEW.version_id FOR UPDATE;
    IF TG_OP = 'INSERT' AND NEW.decision <> '' THEN
        RAISE EXCEPTION 'A plan is put on an agenda before it is decided.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.decision = '' THEN
        RETURN NEW;
    END IF;
    IF v.state <> 'finance_checked' OR v.content_hash = '' OR NEW.content_hash IS DISTINCT FROM v.content_hash THEN
        RAISE EXCEPTION 'The panel decides the plan as it stands, while it waits for authorisation.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'panel_decides_current_version';
    END IF;
    IF (SELECT state FROM careplans_panel WHERE id = NEW.panel_id) <> 'held' THEN
        RAISE EXCEPTION 'A panel decides when it was held.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'panel_decides_when_held';
    END IF;
    IF EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.took_part) AS member
               WHERE phb_has_part(v.id, v.person_id, v.content_hash, (member ->> 'user')::bigint)) THEN
        RAISE EXCEPTION 'Who wrote or signed the plan, and who is near the person, takes no part in its decision.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'panel_by_different_people';
    END IF;
    RETURN NEW;
END $$;

-- Somebody who wrote a version, signed it as it stands, or is the person, family, a friend or acts for them.
CREATE OR REPLACE FUNCTION phb_has_part(of_version bigint, of_person bigint, of_hash text, of_user bigint)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN of_user IS NOT NULL AND (
        EXISTS (SELECT 1 FROM careplans_planversion v WHERE v.id = of_version AND v.drafted_by_id = of_user)
        OR EXISTS (SELECT 1 FROM careplans_drafter d WHERE d.version_id = of_version AND d.user_id = of_user)
        OR EXISTS (SELECT 1 FROM careplans_signoff s WHERE s.version_id = of_version AND s.content_hash = of_hash
                   AND s.kind IN ('clinical', 'finance') AND s.signed_by_id = of_user)
        OR EXISTS (SELECT 1 FROM core_declaration d WHERE d.person_id = of_person AND d.user_id = of_user)
        OR EXISTS (SELECT 1 FROM core_grant g WHERE g.person_id = of_person AND g.user_id = of_user));
END $$;

DROP TRIGGER IF EXISTS phb_item_kept ON careplans_panelitem;
CREATE TRIGGER phb_item_kept BEFORE INSERT OR UPDATE OR DELETE ON careplans_panelitem
    FOR EACH ROW EXECUTE FUNCTION phb_panel_item_kept();

-- A line is decided while its plan waits for authorisation, by somebody who had no part in it.
CREATE OR REPLACE FUNCTION phb_line_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v careplans_planversion%ROWTYPE;
BEGIN
    SELECT * INTO v FROM careplans_planversion WHERE id = NEW.version_id FOR UPDATE;
    IF v.state <> 'finance_checked' THEN
        RAISE EXCEPTION 'A line is decided while its plan waits for authorisation.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_decided_in_its_turn';
    END IF;
    IF NEW.item_id IS NULL AND phb_has_part(v.id, v.person_id, v.content_hash, NEW.decided_by_id) THEN
        RAISE EXCEPTION 'Who wrote or signed the plan does not decide its lines.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_decided_by_another';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_line_decided ON careplans_linedecision;
CREATE TRIGGER phb_line_decided BEFORE INSERT ON careplans_linedecision
    FOR EACH ROW EXECUTE FUNCTION phb_line_decided();

-- Paying family is decided by somebody who wrote on no version of the plan and is not near the person.
CREATE OR REPLACE FUNCTION phb_exception_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM core_declaration d WHERE d.person_id = NEW.person_id AND d.user_id = NEW.decided_by_id)
       OR EXISTS (SELECT 1 FROM core_grant g WHERE g.person_id = NEW.person_id AND g.user_id = NEW.decided_by_id)
       OR EXISTS (SELECT 1 FROM careplans_planversion v JOIN careplans_paidperson p ON p.version_id = v.id
                  WHERE v.plan_id = NEW.plan_id AND coalesce(p.first_row, p.id) = NEW.line
                  AND (v.drafted_by_id = NEW.decided_by_id OR EXISTS (
                       SELECT 1 FROM careplans_drafter d WHERE d.version_id = v.id AND d.user_id = NEW.decided_by_id))) THEN
        RAISE EXCEPTION 'Who wrote the plan or is near the person does not decide whether family is paid.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'exception_by_another';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_exception_decided ON careplans_familyexception;
CREATE TRIGGER phb_exception_decided BEFORE INSERT ON careplans_familyexception
    FOR EACH ROW EXECUTE FUNCTION phb_exception_decided();
