-- A line of a budget stays as it was proposed. Where its version was never agreed, it may let go of a service that left
-- the draft of the plan; nothing else of it changes.
CREATE OR REPLACE FUNCTION phb_budget_line_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.service_id IS NOT NULL
       OR (to_jsonb(NEW) - 'service_id') IS DISTINCT FROM (to_jsonb(OLD) - 'service_id')
       OR EXISTS (SELECT 1 FROM budgets_budgetversion v WHERE v.id = OLD.version_id AND v.agreed_on IS NOT NULL) THEN
        RAISE EXCEPTION 'A line of a budget stays as it was proposed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_line_kept ON budgets_budgetline;
CREATE TRIGGER phb_line_kept BEFORE UPDATE OR DELETE ON budgets_budgetline
    FOR EACH ROW EXECUTE FUNCTION phb_budget_line_kept();
