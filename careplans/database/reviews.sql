-- A review that is over stands as it was written, and so do the scores that were given in it.
CREATE OR REPLACE FUNCTION phb_review_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('completed', 'cancelled', 'declined') THEN
        RAISE EXCEPTION 'This review is over; what it says stays as it is.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_review_stands ON careplans_review;
CREATE TRIGGER phb_review_stands BEFORE UPDATE ON careplans_review FOR EACH ROW EXECUTE FUNCTION phb_review_stands();

CREATE OR REPLACE FUNCTION phb_outcome_score_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_review bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN of_review := NEW.review_id; ELSE of_review := OLD.review_id; END IF;
    IF of_review IS NOT NULL
       AND (SELECT state FROM careplans_review WHERE id = of_review) IN ('completed', 'cancelled', 'declined') THEN
        RAISE EXCEPTION 'This review is over; its scores stay as they are.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_outcome_score_stands ON careplans_outcomescore;
CREATE TRIGGER phb_outcome_score_stands BEFORE INSERT OR UPDATE OR DELETE ON careplans_outcomescore
    FOR EACH ROW EXECUTE FUNCTION phb_outcome_score_stands();
