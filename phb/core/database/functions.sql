-- What the database holds by itself, whatever the application does. Every statement here
-- may be run again; `phb.core.database.guard` runs it after each migration.

-- Who acts, as told by `SET LOCAL`. A setting that was never made reads as NULL, one that
-- was made and left again reads as '': both mean nobody.
CREATE OR REPLACE FUNCTION phb_organisation() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('phb.organisation_id', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION phb_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('phb.user_id', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION phb_setting(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT COALESCE(current_setting('phb.' || name, true), '') $$;

-- Life cycles: the only moves of `state` that may happen. Filled by the guard from the
-- tables in code; an empty from_state lists the state a new row starts in.
CREATE TABLE IF NOT EXISTS phb_transition (
    table_name text NOT NULL, from_state text NOT NULL, to_state text NOT NULL,
    PRIMARY KEY (table_name, from_state, to_state)
);

CREATE OR REPLACE FUNCTION phb_enforce_life_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before_state text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state = NEW.state THEN RETURN NEW; END IF;
        before_state := OLD.state;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM phb_transition t WHERE t.table_name = TG_TABLE_NAME
                   AND t.from_state = before_state AND t.to_state = NEW.state) THEN
        RAISE EXCEPTION '% cannot go from "%" to "%".', TG_TABLE_NAME, before_state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_life_cycle';
    END IF;
    RETURN NEW;
END $$;

-- Append-only tables: for everybody, the owner included.
CREATE OR REPLACE FUNCTION phb_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed; a correction is a new row.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- The trail. One event an row changed or record read, numbered without gaps and chained by
-- hash per organisation. The head's row is locked from here to the commit; row changes reach
-- this point only at commit (deferred triggers), so the lock is short and its order is one.
CREATE OR REPLACE FUNCTION phb_audit_digest(e core_auditevent) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        e.previous_hash, e.organisation_id, e.number,
        to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        e.user_id, e.user_name, e.role, e.person_id, e.what, e."table", e."row",
        e.request_id, e.reason, e.before, e.after)::text, 'UTF8')), 'hex')
$$;

CREATE OR REPLACE FUNCTION phb_audit_append(
    of_organisation bigint, of_person bigint, what text, of_table text, of_row text, before jsonb, after jsonb
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE e core_auditevent%ROWTYPE;
BEGIN
    INSERT INTO core_audithead (organisation_id, number, hash)
        VALUES (of_organisation, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT h.number + 1, h.hash INTO e.number, e.previous_hash
        FROM core_audithead h WHERE h.organisation_id = of_organisation FOR UPDATE;
    e.id := nextval(pg_get_serial_sequence('core_auditevent', 'id'));
    e.organisation_id := of_organisation;
    e.at := clock_timestamp();
    e.user_id := phb_user();
    e.user_name := phb_setting('user_name');
    e.role := CASE WHEN phb_setting('role') = '' THEN 'SYSTEM' ELSE phb_setting('role') END;
    e.person_id := of_person;
    e.what := what;
    e."table" := of_table;
    e."row" := of_row;
    e.request_id := phb_setting('request_id');
    e.reason := phb_setting('reason');
    e.before := before;
    e.after := after;
    e.hash := phb_audit_digest(e);
    INSERT INTO core_auditevent VALUES (e.*);
    UPDATE core_audithead h SET number = e.number, hash = e.hash WHERE h.organisation_id = of_organisation;
    RETURN e.number;
END $$;

-- Fired at commit for each row of an audited table. An update keeps what changed, no more.
-- Trigger arguments name columns that are written as "(not shown)".
CREATE OR REPLACE FUNCTION phb_audit_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    was jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    now_is jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    either jsonb := COALESCE(now_is, was);
    hidden text;
    kept_before jsonb := was;
    kept_after jsonb := now_is;
    person bigint := CASE WHEN TG_TABLE_NAME = 'core_person' THEN (either ->> 'id')::bigint
                          ELSE (either ->> 'person_id')::bigint END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(n.key, n.value) INTO kept_before, kept_after
            FROM jsonb_each(was) o JOIN jsonb_each(now_is) n ON n.key = o.key WHERE o.value IS DISTINCT FROM n.value;
        IF kept_before IS NULL THEN RETURN NULL; END IF;
    END IF;
    FOREACH hidden IN ARRAY COALESCE(TG_ARGV, ARRAY[]::text[]) LOOP
        IF kept_before ? hidden THEN kept_before := jsonb_set(kept_before, ARRAY[hidden], '"(not shown)"'); END IF;
        IF kept_after ? hidden THEN kept_after := jsonb_set(kept_after, ARRAY[hidden], '"(not shown)"'); END IF;
    END LOOP;
    PERFORM phb_audit_append((either ->> 'organisation_id')::bigint, person, lower(TG_OP), TG_TABLE_NAME,
        either ->> 'id', kept_before, kept_after);
    RETURN NULL;
END $$;

-- Roles that exclude each other on the same day: an auditor writes nothing, and whoever
-- administers users decides nothing about money.
CREATE OR REPLACE FUNCTION phb_roles_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM core_membership m
        WHERE m.organisation_id = NEW.organisation_id AND m.user_id = NEW.user_id AND m.id <> NEW.id
          AND daterange(m.starts, m.ends, '[]') && daterange(NEW.starts, NEW.ends, '[]')
          AND ((m.role = 'AUD') <> (NEW.role = 'AUD')
               OR (m.role = 'ADM' AND NEW.role IN ('COM', 'FIN')) OR (NEW.role = 'ADM' AND m.role IN ('COM', 'FIN')))
    ) THEN
        RAISE EXCEPTION 'These roles exclude each other for one person.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_roles_apart';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS phb_roles_apart ON core_membership;
CREATE TRIGGER phb_roles_apart AFTER INSERT OR UPDATE ON core_membership
    FOR EACH ROW EXECUTE FUNCTION phb_roles_apart();
