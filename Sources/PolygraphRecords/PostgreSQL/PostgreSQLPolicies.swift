/// Roles, grants and row-level security: what holds against a client that is not this program.
///
/// A person's database role is a member of `polygraph_examiner`, `polygraph_reviewer` … as their roles are. What hides
/// an exam's content from a reviewer until their own scores are sealed is a policy on every table that has any of it.
/// No role may change or delete entries of the audit trail, and at the end of a transaction every changed row must have
/// its entry in the trail, written in the same transaction under the role's own name.
enum PostgreSQLPolicies {
  static let versionOne = roles + functions + triggers + grants + policies

  /// The lifecycles' arrows as a trigger; reviewers who have yet to score an exam see nothing of it, not even the list
  /// of its charts; supervisors' permits.
  static let versionThree = PostgreSQLLifecycle.trigger(for: everyone) + blindness + permits

  private static let roles = Role.allCases.map { role in
    """
    DO $$ BEGIN CREATE ROLE \(name(role)) NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation
    THEN NULL; END $$;

    """
  }.joined()

  /// The database role of a role, quoted.
  private static func name(_ role: Role) -> String { "\"polygraph_\(role.rawValue)\"" }

  private static let everyone = Role.allCases.map(name).joined(separator: ", ")

  private static let functions = """
    CREATE FUNCTION polygraph.acts_as(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT coalesce(bool_or(pg_has_role(current_user, 'polygraph_' || r, 'USAGE')), false) FROM unnest(roles) r $$;

    CREATE FUNCTION polygraph.examines(exam_id text, who name) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = polygraph, pg_temp AS
    $$ SELECT EXISTS (SELECT FROM record WHERE id = exam_id AND kind = 'exam-file' AND account = who::text) $$;

    CREATE FUNCTION polygraph.reviews(exam_id text, who name) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = polygraph, pg_temp AS
    $$ SELECT EXISTS (SELECT FROM record WHERE exam = exam_id AND kind = 'review' AND account = who::text) $$;

    CREATE FUNCTION polygraph.has_sealed(exam_id text, who name) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = polygraph, pg_temp AS
    $$ SELECT EXISTS (
      SELECT FROM record seal JOIN result ON result.id = seal.key
      WHERE seal.exam = exam_id AND seal.kind = 'score-seal' AND seal.account = who::text
        AND seal.state IN ('qc1', 'qc2') AND result.sealed_by = who::text) $$;

    CREATE FUNCTION polygraph.exam_of_filing(filing_id text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = polygraph, pg_temp AS
    $$ SELECT id FROM record WHERE kind = 'exam-file' AND filing = filing_id LIMIT 1 $$;

    -- Whether the current role may see the content of an exam: the examiner their own, a reviewer when their own scores
    -- are sealed, a supervisor all but those they are to review blind.
    CREATE FUNCTION polygraph.sees(exam_id text) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT CASE
      WHEN polygraph.reviews(exam_id, current_user) THEN polygraph.has_sealed(exam_id, current_user)
      WHEN polygraph.acts_as('supervisor') THEN true
      WHEN polygraph.acts_as('examiner') THEN polygraph.examines(exam_id, current_user)
      ELSE false END $$;

    CREATE FUNCTION polygraph.grant_access(account text, roles text) RETURNS void LANGUAGE plpgsql
    SET search_path = polygraph, pg_temp AS $$
    DECLARE granted text;
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = account) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', account);
      END IF;
      FOREACH granted IN ARRAY ARRAY[\(Role.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))] LOOP
        IF granted = ANY (string_to_array(roles, ',')) THEN
          EXECUTE format('GRANT %I TO %I', 'polygraph_' || granted, account);
        ELSE
          EXECUTE format('REVOKE %I FROM %I', 'polygraph_' || granted, account);
        END IF;
      END LOOP;
    END $$;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA polygraph FROM PUBLIC;

    """

  private static let tables = [
    "polygraph.exam", "polygraph.result", "polygraph.opinion", "polygraph.record", "identity.examinee",
  ]

  private static let triggers =
    """
    CREATE FUNCTION polygraph.require_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = polygraph, pg_temp AS $$
    DECLARE
      changed text := CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END;
      expected text := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.sha256 END;
    BEGIN
      IF NOT EXISTS (
        SELECT FROM audit_entry WHERE record = changed AND after_sha256 IS NOT DISTINCT FROM expected
          AND xmin = pg_current_xact_id()::xid)
      THEN
        RAISE EXCEPTION 'a change without its entry in the audit trail' USING ERRCODE = '42501';
      END IF;
      RETURN NULL;
    END $$;
    CREATE FUNCTION polygraph.keep_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a record keeps its identifier and kind, and counts its versions' USING ERRCODE = '42501';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER keep_place BEFORE UPDATE ON polygraph.record
      FOR EACH ROW EXECUTE FUNCTION polygraph.keep_place();
    CREATE TRIGGER keep_place BEFORE UPDATE ON identity.examinee
      FOR EACH ROW EXECUTE FUNCTION polygraph.keep_place();

    """
    + tables.map { table in
      """
      CREATE CONSTRAINT TRIGGER require_entry AFTER INSERT OR UPDATE OR DELETE ON \(table)
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION polygraph.require_entry();

      """
    }.joined()

  private static func to(_ roles: Role...) -> String { roles.map(name).joined(separator: ", ") }

  private static let grants = """
    GRANT USAGE ON SCHEMA polygraph TO \(everyone);
    GRANT EXECUTE ON FUNCTION polygraph.acts_as, polygraph.examines, polygraph.reviews, polygraph.has_sealed,
      polygraph.exam_of_filing, polygraph.sees, polygraph.keep_place TO \(everyone);
    GRANT SELECT ON polygraph.schema_version TO \(everyone);
    GRANT SELECT ON polygraph.record, polygraph.exam, polygraph.chart, polygraph.result, polygraph.opinion
      TO \(everyone);
    GRANT INSERT ON polygraph.record TO \(everyone);
    GRANT UPDATE ON polygraph.record TO \(everyone);
    GRANT INSERT ON polygraph.exam, polygraph.chart, polygraph.opinion TO \(to(.examiner, .supervisor));
    GRANT INSERT ON polygraph.result TO \(to(.examiner, .reviewer, .supervisor));
    GRANT SELECT (sequence, digest, record) ON polygraph.audit_entry TO \(everyone);
    GRANT SELECT ON polygraph.audit_entry TO \(to(.supervisor, .administrator, .programAnalyst));
    GRANT INSERT ON polygraph.audit_entry TO \(everyone);
    GRANT USAGE ON SCHEMA identity TO \(to(.examiner, .supervisor, .adjudicator, .referralOfficer));
    GRANT SELECT, INSERT, UPDATE ON identity.examinee
      TO \(to(.examiner, .supervisor, .adjudicator, .referralOfficer));

    """

  private static let policies = """
    ALTER TABLE polygraph.audit_entry ENABLE ROW LEVEL SECURITY;
    CREATE POLICY read_trail ON polygraph.audit_entry FOR SELECT USING (true);
    CREATE POLICY own_name ON polygraph.audit_entry FOR INSERT WITH CHECK (actor = current_user::text
      AND salt IS NOT NULL AND commitment IS NULL AND (role IS NULL OR polygraph.acts_as(role)));

    ALTER TABLE identity.examinee ENABLE ROW LEVEL SECURITY;
    CREATE POLICY all_of_it ON identity.examinee USING (true) WITH CHECK (kind = 'examinee');

    ALTER TABLE polygraph.exam ENABLE ROW LEVEL SECURITY;
    CREATE POLICY read_charts ON polygraph.exam FOR SELECT USING (
      filed_by = current_user::text OR polygraph.acts_as('supervisor')
      OR polygraph.reviews(polygraph.exam_of_filing(id), current_user));
    CREATE POLICY file_charts ON polygraph.exam FOR INSERT WITH CHECK (filed_by = current_user::text);
    ALTER TABLE polygraph.chart ENABLE ROW LEVEL SECURITY;
    CREATE POLICY read_charts ON polygraph.chart FOR SELECT USING (
      EXISTS (SELECT FROM polygraph.exam WHERE exam.id = chart.exam));
    CREATE POLICY file_charts ON polygraph.chart FOR INSERT WITH CHECK (
      EXISTS (SELECT FROM polygraph.exam WHERE exam.id = chart.exam AND filed_by = current_user::text));
    ALTER TABLE polygraph.result ENABLE ROW LEVEL SECURITY;
    CREATE POLICY read_scores ON polygraph.result FOR SELECT USING (
      sealed_by = current_user::text OR polygraph.sees(polygraph.exam_of_filing(exam)));
    CREATE POLICY seal_scores ON polygraph.result FOR INSERT WITH CHECK (sealed_by = current_user::text
      AND EXISTS (SELECT FROM polygraph.exam WHERE exam.id = result.exam));
    ALTER TABLE polygraph.opinion ENABLE ROW LEVEL SECURITY;
    CREATE POLICY read_opinions ON polygraph.opinion FOR SELECT USING (
      stated_by = current_user::text OR polygraph.sees(polygraph.exam_of_filing(exam)));
    CREATE POLICY state_opinions ON polygraph.opinion FOR INSERT WITH CHECK (stated_by = current_user::text
      AND EXISTS (SELECT FROM polygraph.exam WHERE exam.id = opinion.exam));

    ALTER TABLE polygraph.record ENABLE ROW LEVEL SECURITY;
    CREATE POLICY read_records ON polygraph.record FOR SELECT USING (CASE
      WHEN kind IN ('office', 'person', 'instrument', 'instrument-check') THEN true
      WHEN kind IN ('review', 'score-seal') AND account = current_user::text THEN true
      WHEN kind IN ('question-list', 'chart') AND polygraph.reviews(exam, current_user) THEN true
      WHEN polygraph.sees(exam) THEN kind <> 'referral' OR polygraph.acts_as('supervisor')
      WHEN polygraph.reviews(exam, current_user) THEN false
      WHEN kind IN ('exam-file', 'pre-test', 'admission') AND polygraph.acts_as('adjudicator') THEN true
      WHEN kind IN ('exam-file', 'admission', 'referral', 'disclosure') AND polygraph.acts_as('referral-officer')
        THEN true
      WHEN kind = 'hold' AND polygraph.acts_as('administrator') THEN true
      ELSE false END);
    CREATE POLICY make_records ON polygraph.record FOR INSERT WITH CHECK (version = 1 AND CASE
      WHEN kind IN ('office', 'person', 'instrument') THEN polygraph.acts_as('administrator')
      WHEN kind = 'instrument-check' THEN polygraph.acts_as('examiner') AND account = current_user::text
      WHEN kind IN ('exam-file', 'review', 'complaint') THEN polygraph.acts_as('supervisor')
      WHEN kind IN ('pre-test', 'question-list', 'chart') THEN polygraph.examines(exam, current_user)
      WHEN kind = 'score-seal' THEN account = current_user::text
        AND (polygraph.examines(exam, current_user) OR polygraph.reviews(exam, current_user))
      WHEN kind = 'admission' THEN polygraph.acts_as('supervisor') OR polygraph.examines(exam, current_user)
      WHEN kind = 'referral' THEN polygraph.acts_as('supervisor', 'adjudicator', 'referral-officer')
      WHEN kind = 'disclosure' THEN polygraph.acts_as('supervisor', 'referral-officer') AND account = current_user::text
      WHEN kind = 'hold' THEN polygraph.acts_as('supervisor', 'administrator')
      ELSE false END);
    CREATE POLICY change_records ON polygraph.record FOR UPDATE USING (CASE
      WHEN kind IN ('office', 'person') THEN polygraph.acts_as('administrator')
      WHEN kind = 'instrument' THEN polygraph.acts_as('administrator', 'examiner')
      WHEN kind = 'exam-file' THEN polygraph.sees(id) OR (polygraph.acts_as('adjudicator')
        AND NOT polygraph.reviews(id, current_user))
      WHEN kind = 'pre-test' THEN polygraph.examines(exam, current_user)
      WHEN kind = 'review' THEN account = current_user::text OR polygraph.acts_as('supervisor')
      WHEN kind = 'admission' THEN polygraph.sees(exam) OR (polygraph.acts_as('adjudicator')
        AND NOT polygraph.reviews(exam, current_user))
      WHEN kind = 'referral' THEN polygraph.acts_as('supervisor', 'referral-officer')
      WHEN kind IN ('complaint', 'hold') THEN polygraph.acts_as('supervisor', 'administrator')
      ELSE false END);

    """

  private static let blindness = """
    CREATE FUNCTION polygraph.is_filed(filing_id text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = polygraph, pg_temp AS
    $$ SELECT EXISTS (SELECT FROM exam WHERE id = filing_id) $$;
    REVOKE ALL ON FUNCTION polygraph.is_filed FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION polygraph.is_filed TO \(everyone);
    ALTER POLICY read_charts ON polygraph.exam USING (CASE
      WHEN polygraph.reviews(polygraph.exam_of_filing(id), current_user)
        THEN polygraph.has_sealed(polygraph.exam_of_filing(id), current_user)
      ELSE filed_by = current_user::text OR polygraph.acts_as('supervisor') END);
    ALTER POLICY seal_scores ON polygraph.result WITH CHECK (
      sealed_by = current_user::text AND polygraph.is_filed(exam));

    """

  private static let permits = """
    ALTER POLICY read_records ON polygraph.record USING (CASE
      WHEN kind IN ('office', 'person', 'instrument', 'instrument-check') THEN true
      WHEN kind IN ('review', 'score-seal') AND account = current_user::text THEN true
      WHEN kind = 'sampling-plan' THEN polygraph.acts_as('supervisor')
      WHEN polygraph.sees(exam) THEN kind <> 'referral' OR polygraph.acts_as('supervisor')
      WHEN polygraph.reviews(exam, current_user) THEN false
      WHEN kind IN ('exam-file', 'pre-test', 'admission', 'override-permit') AND polygraph.acts_as('adjudicator')
        THEN true
      WHEN kind IN ('exam-file', 'admission', 'referral', 'disclosure') AND polygraph.acts_as('referral-officer')
        THEN true
      WHEN kind = 'hold' AND polygraph.acts_as('administrator') THEN true
      ELSE false END);
    CREATE POLICY allow_overrides ON polygraph.record FOR INSERT WITH CHECK (version = 1
      AND kind IN ('override-permit', 'sampling-plan') AND polygraph.acts_as('supervisor')
      AND account = current_user::text);

    """
}
