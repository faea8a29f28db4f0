-- Money, held by the database whatever the application does.

-- I1: the legs of each entry sum to zero and there are at least two. The OLD and the NEW entry
-- are both looked at: a check of NEW alone would let a leg be moved away unseen.
CREATE OR REPLACE FUNCTION phb_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[]; one bigint; total numeric; legs bigint;
BEGIN
    IF TG_TABLE_NAME = 'budgets_entry' THEN ids := ARRAY[NEW.id];
    ELSIF TG_OP = 'INSERT' THEN ids := ARRAY[NEW.entry_id];
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY[OLD.entry_id];
    ELSE ids := ARRAY[OLD.entry_id, NEW.entry_id];
    END IF;
    FOREACH one IN ARRAY ids LOOP
        SELECT COALESCE(sum(l.amount), 0), count(*) INTO total, legs FROM budgets_leg l WHERE l.entry_id = one;
        IF total <> 0 OR legs < 2 THEN
            RAISE EXCEPTION 'Ledger entry % has % legs that sum to %, not to zero.', one, legs, total
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS phb_entry_balances ON budgets_leg;
CREATE CONSTRAINT TRIGGER phb_entry_balances AFTER INSERT OR UPDATE OR DELETE ON budgets_leg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION phb_entry_balances();
DROP TRIGGER IF EXISTS phb_entry_balances ON budgets_entry;
CREATE CONSTRAINT TRIGGER phb_entry_balances AFTER INSERT ON budgets_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION phb_entry_balances();

-- Nothing is posted into a closed period. The day up to which an organisation has closed its ledger is a
-- dated setting of its own; the one in force today counts.
CREATE OR REPLACE FUNCTION phb_period_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed date;
BEGIN
    SELECT (p.value #>> '{}')::date INTO closed FROM core_policy p
        WHERE p.organisation_id = NEW.organisation_id AND p.key = 'ledger_closed_to' AND p.starts <= CURRENT_DATE
        ORDER BY p.starts DESC LIMIT 1;
    IF NEW.effective_on <= closed THEN
        RAISE EXCEPTION 'The ledger is closed to %. Post on a later day.', closed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_in_open_period';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_period_open ON budgets_entry;
CREATE TRIGGER phb_period_open BEFORE INSERT ON budgets_entry FOR EACH ROW EXECUTE FUNCTION phb_period_open();

-- A leg belongs to its entry's budget and day.
CREATE OR REPLACE FUNCTION phb_leg_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM budgets_entry e JOIN budgets_ledgeraccount a ON a.budget_id = e.budget_id
                   WHERE e.id = NEW.entry_id AND a.id = NEW.account_id AND e.effective_on = NEW.effective_on) THEN
        RAISE EXCEPTION 'A leg belongs to the budget and the day of its entry.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'leg_fits_its_entry';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_leg_fits ON budgets_leg;
CREATE TRIGGER phb_leg_fits BEFORE INSERT ON budgets_leg FOR EACH ROW EXECUTE FUNCTION phb_leg_fits();

-- The balance of each account, kept once a statement, in the order of accounts so that two
-- postings cannot wait for each other.
CREATE OR REPLACE FUNCTION phb_keep_balances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO budgets_balance AS b (account_id, organisation_id, amount, legs)
    SELECT n.account_id, n.organisation_id, sum(n.amount), count(*)
    FROM new_legs n GROUP BY n.account_id, n.organisation_id ORDER BY n.account_id
    ON CONFLICT (account_id) DO UPDATE SET amount = b.amount + EXCLUDED.amount, legs = b.legs + EXCLUDED.legs;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS phb_keep_balances ON budgets_leg;
CREATE TRIGGER phb_keep_balances AFTER INSERT ON budgets_leg
    REFERENCING NEW TABLE AS new_legs FOR EACH STATEMENT EXECUTE FUNCTION phb_keep_balances();
ALTER TABLE budgets_balance SET (fillfactor = 60);

-- A reversal takes back the whole of its entry, account by account.
CREATE OR REPLACE FUNCTION phb_reversal_mirrors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reverses_id IS NOT NULL AND EXISTS (
        (SELECT account_id, -sum(amount) FROM budgets_leg WHERE entry_id = NEW.reverses_id GROUP BY account_id
         EXCEPT SELECT account_id, sum(amount) FROM budgets_leg WHERE entry_id = NEW.id GROUP BY account_id)
        UNION ALL
        (SELECT account_id, sum(amount) FROM budgets_leg WHERE entry_id = NEW.id GROUP BY account_id
         EXCEPT SELECT account_id, -sum(amount) FROM budgets_leg WHERE entry_id = NEW.reverses_id GROUP BY account_id)) THEN
        RAISE EXCEPTION 'A reversal takes back the whole of its entry.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_mirrors';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS phb_reversal_mirrors ON budgets_entry;
CREATE CONSTRAINT TRIGGER phb_reversal_mirrors AFTER INSERT ON budgets_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION phb_reversal_mirrors();

-- I5 and I11: paid plus committed is never above what is authorised, and nothing is paid for days
-- after the budget's end or the person's death. The budget's row is locked before the sum is read,
-- so two payments at once are counted one after the other.
CREATE OR REPLACE FUNCTION phb_within_authorised() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE b budgets_budget%ROWTYPE; total numeric; died date; late boolean := false;
BEGIN
    SELECT * INTO b FROM budgets_budget
        WHERE id = CASE WHEN TG_TABLE_NAME = 'budgets_budget' THEN (to_jsonb(NEW) ->> 'id')::bigint
                        ELSE (to_jsonb(NEW) ->> 'budget_id')::bigint END
        FOR UPDATE;
    SELECT COALESCE(sum(p.amount), 0) INTO total FROM budgets_payment p
        WHERE p.budget_id = b.id AND p.state NOT IN ('cancelled', 'rejected');
    IF total > b.authorised THEN
        RAISE EXCEPTION 'Paid and committed together would be %, above the authorised %.', total, b.authorised
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_within_authorised';
    END IF;
    SELECT date_of_death INTO died FROM core_person WHERE id = b.person_id;
    -- A death told late leaves payments that were scheduled before: they can be held or cancelled, never sent.
    -- So a payment is looked at by itself, and a new end of the budget looks at all that are still to come.
    IF TG_TABLE_NAME = 'budgets_payment' THEN
        late := (to_jsonb(NEW) ->> 'kind') = 'SCHEDULED'
            AND ((to_jsonb(NEW) ->> 'state') IN ('proposed', 'released', 'exported')
                 -- Made and cancelled again before the commit, it was never there.
                 OR TG_OP = 'INSERT' AND (to_jsonb(NEW) ->> 'state') = 'scheduled'
                    AND EXISTS (SELECT 1 FROM budgets_payment p
                                WHERE p.id = (to_jsonb(NEW) ->> 'id')::bigint AND p.state = 'scheduled'))
            AND (to_jsonb(NEW) ->> 'period_start')::date > LEAST(b.ends, died);
    ELSE
        late := EXISTS (SELECT 1 FROM budgets_payment p WHERE p.budget_id = b.id AND p.kind = 'SCHEDULED'
                        AND p.state IN ('scheduled', 'proposed', 'released') AND p.period_start > b.ends);
    END IF;
    IF late THEN
        RAISE EXCEPTION 'A payment is for days after the budget ended or the person died.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_before_the_end';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS phb_within_authorised ON budgets_payment;
CREATE CONSTRAINT TRIGGER phb_within_authorised AFTER INSERT OR UPDATE ON budgets_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION phb_within_authorised();
DROP TRIGGER IF EXISTS phb_within_authorised ON budgets_budget;
CREATE CONSTRAINT TRIGGER phb_within_authorised AFTER UPDATE ON budgets_budget
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.authorised < OLD.authorised OR NEW.ends IS DISTINCT FROM OLD.ends)
    EXECUTE FUNCTION phb_within_authorised();

-- I8: one payment for each day of a budget. Core types only: no contrib is needed.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'one_payment_per_period') THEN
        ALTER TABLE budgets_payment ADD CONSTRAINT one_payment_per_period EXCLUDE USING gist (
            int8range(budget_id, budget_id, '[]') WITH &&, daterange(period_start, period_end, '[]') WITH &&)
            WHERE (kind = 'SCHEDULED' AND state <> 'cancelled');
    END IF;
END $$;

-- What the bank said never changes; what it was for may be answered later.
CREATE OR REPLACE FUNCTION phb_bank_line_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - ARRAY['match', 'service_id', 'payment_id', 'why', 'matched_by_id'])
        IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['match', 'service_id', 'payment_id', 'why', 'matched_by_id']) THEN
        RAISE EXCEPTION 'What the bank said is never changed or removed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_bank_line_stands ON budgets_bankline;
CREATE TRIGGER phb_bank_line_stands BEFORE UPDATE OR DELETE ON budgets_bankline
    FOR EACH ROW EXECUTE FUNCTION phb_bank_line_stands();
