-- The library's rate cards: an approved price stays as it was approved, and on one day one price holds.
CREATE OR REPLACE FUNCTION phb_library_price_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'approved' THEN
        IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'ends' IS DISTINCT FROM to_jsonb(OLD) - 'ends' THEN
            RAISE EXCEPTION 'An approved price is not changed; propose a new one.' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.ends IS NOT NULL AND (NEW.ends IS NULL OR NEW.ends > OLD.ends) THEN
            RAISE EXCEPTION 'A price that has an end is not made to last longer; propose a new one.'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.state = 'approved' THEN
        -- What is approved is what was proposed, by somebody else, who is the one acting.
        IF to_jsonb(NEW) - ARRAY['state', 'approved_by_id', 'ends'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'approved_by_id', 'ends']
           OR (phb_user() IS NOT NULL AND NEW.approved_by_id <> phb_user()) THEN
            RAISE EXCEPTION 'A price is approved as it was proposed.' USING ERRCODE = 'restrict_violation';
        END IF;
        -- Two approvals at once wait for each other, then look.
        PERFORM 1 FROM careplans_libraryitem WHERE id = NEW.item_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT 1 FROM careplans_libraryprice p
                   WHERE p.item_id = NEW.item_id AND p.state = 'approved' AND p.id <> NEW.id AND p.unit = NEW.unit
                     AND lower(p.provider) = lower(NEW.provider) AND p.place_id IS NOT DISTINCT FROM NEW.place_id
                     AND daterange(p.starts, p.ends, '[]') && daterange(NEW.starts, NEW.ends, '[]')) THEN
            RAISE EXCEPTION 'Another approved price holds on some of these days.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'library_one_price_a_day';
        END IF;
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_kept ON careplans_libraryprice;
CREATE TRIGGER phb_kept BEFORE INSERT OR UPDATE OR DELETE ON careplans_libraryprice
    FOR EACH ROW EXECUTE FUNCTION phb_library_price_kept();

-- What an entry says changes only by a correction that a second person took up.
CREATE OR REPLACE FUNCTION phb_library_item_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['state', 'approved_by_id', 'proposed_by_id', 'edits', 'providers', 'look_up'];
BEGIN
    IF OLD.state <> 'proposed' AND (to_jsonb(NEW) - moving) IS DISTINCT FROM (to_jsonb(OLD) - moving)
       AND NOT EXISTS (SELECT 1 FROM careplans_librarychange c WHERE c.item_id = NEW.id AND c.state = 'approved'
                         AND c.edition = NEW.edits AND NEW.edits = OLD.edits + 1) THEN
        RAISE EXCEPTION 'An entry of the library changes only by a correction that a second person took up.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'in_use' AND OLD.state <> 'in_use' AND phb_user() IS NOT NULL AND NEW.approved_by_id <> phb_user() THEN
        RAISE EXCEPTION 'An entry is approved by the one who acts.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_kept ON careplans_libraryitem;
CREATE TRIGGER phb_kept BEFORE UPDATE ON careplans_libraryitem FOR EACH ROW EXECUTE FUNCTION phb_library_item_kept();
