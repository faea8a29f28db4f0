-- A plan that was agreed in another system comes into force without signatures of this one. So the database looks itself:
-- it is a first version that says where it comes from, written by nobody since, and put in force by another than its bringer.
CREATE OR REPLACE FUNCTION phb_plan_brought_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.brought_in IS DISTINCT FROM OLD.brought_in OR NEW.number <> 1 OR NEW.based_on_id IS NOT NULL OR NEW.is_minor
       OR NEW.edits <> 0 OR NEW.content_hash = '' OR NEW.effective_from IS NULL THEN
        RAISE EXCEPTION 'Only the first version of a plan, as it came, is brought in.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_brought_in_as_it_came';
    END IF;
    IF phb_user() IS NULL OR phb_user() = NEW.drafted_by_id THEN
        RAISE EXCEPTION 'Who brings a plan in does not put it in force.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_brought_in_by_two_people';
    END IF;
    IF phb_is_near(NEW.person_id, phb_user()) THEN
        RAISE EXCEPTION 'Nobody puts the plan of themselves, family or a friend in force.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_brought_in_by_nobody_near';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_brought_in ON careplans_planversion;
CREATE TRIGGER phb_brought_in BEFORE UPDATE ON careplans_planversion FOR EACH ROW
    WHEN (OLD.state = 'draft' AND NEW.state = 'active' AND NEW.brought_in <> '') EXECUTE FUNCTION phb_plan_brought_in();
