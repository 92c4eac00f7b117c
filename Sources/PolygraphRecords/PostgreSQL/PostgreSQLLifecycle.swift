/// The lifecycles' arrows as a trigger: a client that bypasses this program takes a record along the same ways, in the
/// same roles.
///
/// What the trigger holds: a new record is in its first state; a state is left along an arrow, by a role the arrow
/// names; the document says the state the row says; a record stays with its exam; of an exam's file, number, examinee
/// and history stay, the step is the last of the history under the role's own name, an opinion once stated stays, and
/// its own examiner does not certify it; a review is sealed when its scores are. Guards that rest on several records,
/// as complete forms, are this program's alone. The owner of the store is exempt: it could take the trigger away.
enum PostgreSQLLifecycle {
  /// An arrow as the trigger knows it.
  private struct Arrow: Hashable {
    let kind: RecordKind
    let from: String
    let to: String
  }

  private static let arrows: [Arrow: Set<Role>] = {
    var arrows: [Arrow: Set<Role>] = [:]
    func add(_ kind: RecordKind, _ from: String, _ to: String, _ roles: Set<Role>) {
      guard from != to else { return }
      arrows[Arrow(kind: kind, from: from, to: to), default: []].formUnion(roles)
    }
    for arrow in ExamLifecycle.transitions {
      add(ExamFile.kind, arrow.from.rawValue, arrow.to.rawValue, arrow.roles)
    }
    for arrow in AdmissionEvent.process.arrows {
      add(Admission.kind, arrow.from.rawValue, arrow.to.rawValue, arrow.permission.roles)
    }
    for arrow in ReferralEvent.process.arrows {
      add(Referral.kind, arrow.from.rawValue, arrow.to.rawValue, arrow.permission.roles)
    }
    for arrow in ComplaintEvent.process.arrows {
      add(Complaint.kind, arrow.from.rawValue, arrow.to.rawValue, arrow.permission.roles)
    }
    add(QualityReview.kind, "blind", "sealed", Permission.review.roles)
    add(QualityReview.kind, "sealed", "attested", Permission.review.roles)
    add(QualityReview.kind, "attested", "sealed", Permission.assignReviews.roles)
    return arrows
  }()

  /// The state in which a record of a kind is made.
  private static let beginnings: [(kind: RecordKind, state: String)] = [
    (ExamFile.kind, ExamState.requested.rawValue), (Admission.kind, AdmissionState.noted.rawValue),
    (Referral.kind, ReferralState.draft.rawValue), (Complaint.kind, ComplaintState.received.rawValue),
    (QualityReview.kind, "blind"),
  ]

  private static let arrowRows = arrows.map { arrow, roles in
    let names = roles.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
    return "('\(arrow.kind.rawValue)', '\(arrow.from)', '\(arrow.to)', ARRAY[\(names)])"
  }.sorted().joined(separator: ",\n      ")

  private static let beginningRows = beginnings.map { "('\($0.kind.rawValue)', '\($0.state)')" }
    .joined(separator: ", ")

  /// The statements that make the trigger, for roles that are named in `everyone`.
  static func trigger(for everyone: String) -> String {
    functions + checks + """
      CREATE TRIGGER check_lifecycle BEFORE INSERT OR UPDATE ON polygraph.record
        FOR EACH ROW EXECUTE FUNCTION polygraph.check_lifecycle();
      REVOKE ALL ON FUNCTION polygraph.is_owner, polygraph.content, polygraph.refuse, polygraph.check_lifecycle,
        polygraph.check_exam_file FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION polygraph.is_owner, polygraph.content, polygraph.refuse, polygraph.check_lifecycle,
        polygraph.check_exam_file TO \(everyone);

      """
  }

  private static let functions = """
    CREATE FUNCTION polygraph.is_owner() RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT pg_has_role(current_user, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'polygraph' $$;

    CREATE FUNCTION polygraph.content(document bytea) RETURNS jsonb LANGUAGE sql STABLE AS
    $$ SELECT replace(convert_from(document, 'UTF8'), '\\u0000', '\\ufffd')::jsonb $$;

    CREATE FUNCTION polygraph.refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', why USING ERRCODE = '42501'; END $$;

    """

  private static let checks = """
    CREATE FUNCTION polygraph.check_exam_file(before jsonb, after jsonb, was text, becomes text) RETURNS void
    LANGUAGE plpgsql SET search_path = polygraph, pg_temp AS $$
    DECLARE
      steps int := jsonb_array_length(before -> 'history');
      more int := jsonb_array_length(after -> 'history') - steps;
      step jsonb := after -> 'history' -> -1;
      member text;
    BEGIN
      FOREACH member IN ARRAY ARRAY['number', 'examinee', 'opinion', 'examinerResult', 'certifiedOpinion', 'filing']
      LOOP
        IF before -> member IS NOT NULL AND before -> member IS DISTINCT FROM after -> member THEN
          PERFORM refuse('a fixed member of an exam is not overwritten');
        END IF;
      END LOOP;
      IF more NOT IN (0, 1) OR (steps > 0 AND jsonb_path_query_array(after -> 'history',
        ('$[0 to ' || steps - 1 || ']')::jsonpath) IS DISTINCT FROM before -> 'history')
      THEN
        PERFORM refuse('a history is added to, step by step');
      END IF;
      IF was <> becomes AND more = 0 THEN PERFORM refuse('a step stands in the history'); END IF;
      IF more = 1 AND (step ->> 'from' <> was OR step ->> 'to' <> becomes OR step ->> 'by' <> current_user::text) THEN
        PERFORM refuse('the last step of the history is the one that is taken, by the one who takes it');
      END IF;
      IF was <> becomes AND becomes = 'certified' AND after ->> 'examiner' = current_user::text THEN
        PERFORM refuse('an exam is not certified by its own examiner');
      END IF;
    END $$;

    CREATE FUNCTION polygraph.check_lifecycle() RETURNS trigger
    LANGUAGE plpgsql SET search_path = polygraph, pg_temp AS $$
    DECLARE allowed text[];
    BEGIN
      IF polygraph.is_owner() THEN RETURN NEW; END IF;
      IF NEW.kind IN ('exam-file', 'admission', 'referral', 'complaint')
        AND content(NEW.document) ->> 'state' IS DISTINCT FROM NEW.state
      THEN
        PERFORM refuse('a row says the state that its document says');
      END IF;
      IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM (VALUES \(beginningRows)) begin(kind, state)
          WHERE begin.kind = NEW.kind AND begin.state IS DISTINCT FROM NEW.state)
        THEN
          PERFORM refuse('a new record is in its first state');
        END IF;
        RETURN NEW;
      END IF;
      IF NEW.exam IS DISTINCT FROM OLD.exam THEN PERFORM refuse('a record stays with its exam'); END IF;
      IF NEW.kind = 'review' AND NEW.account IS DISTINCT FROM OLD.account THEN
        PERFORM refuse('a review stays with its reviewer');
      END IF;
      IF NEW.state IS DISTINCT FROM OLD.state
        AND NEW.kind IN ('exam-file', 'admission', 'referral', 'complaint', 'review')
      THEN
        SELECT roles INTO allowed FROM (VALUES
          \(arrowRows)
        ) arrow(kind, origin, target, roles)
        WHERE arrow.kind = NEW.kind AND arrow.origin = OLD.state AND arrow.target = NEW.state;
        IF allowed IS NULL OR NOT acts_as(VARIADIC allowed) THEN
          PERFORM refuse('no arrow leads there, or not for this role');
        END IF;
        IF NEW.kind = 'review' AND OLD.state = 'blind' AND NOT has_sealed(NEW.exam, NEW.account::name) THEN
          PERFORM refuse('a review is sealed when its scores are');
        END IF;
      END IF;
      IF NEW.kind = 'exam-file' THEN
        PERFORM check_exam_file(content(OLD.document), content(NEW.document), OLD.state, NEW.state);
      END IF;
      RETURN NEW;
    END $$;

    """
}
