/// Figures on a server: functions of the owner's that give counted values and no records, for supervisors and analysts.
///
/// An exam that the asking account has yet to score blind is left out. The account is the login, or the role that the
/// login took on: both are looked at, so that taking on a group's role hides nobody.
enum PostgreSQLFigures {
  /// The statements that make the functions.
  static let functions = FigureQuery.all.map(function).joined()

  private static func function(_ query: FigureQuery) -> String {
    let columns = query.columns.map { "\($0) text" }.joined(separator: ", ")
    return """
      CREATE FUNCTION polygraph.\(query.function)(since bigint, until bigint)
      RETURNS TABLE (id text, office text, intact boolean, \(columns))
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = polygraph, pg_temp AS $$
      SELECT r.id, e.office, encode(sha256(r.document), 'hex') = r.sha256, \(values(query))
      FROM record e JOIN record r ON r.exam = e.id AND r.kind = '\(query.kind.rawValue)'
        CROSS JOIN LATERAL (
          SELECT replace(convert_from(r.document, 'UTF8'), '\\u0000', '\\ufffd')::jsonb AS d OFFSET 0) document
      WHERE e.kind = 'exam-file' AND e.due >= since AND e.due < until AND NOT EXISTS (
        SELECT FROM record b WHERE b.exam = e.id AND b.kind = 'review' AND b.state = 'blind'
          AND b.account IN (session_user::text, current_setting('role')))
      $$;
      REVOKE ALL ON FUNCTION polygraph.\(query.function) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION polygraph.\(query.function) TO "polygraph_supervisor", "polygraph_program-analyst";

      """
  }

  private static func values(_ query: FigureQuery) -> String {
    var values = query.fields.map { "d #>> '{\($0.path.joined(separator: ","))}'" }
    values += query.lists.map { list in
      let entry = list.parts.map { "(s.value ->> '\($0)')" }.joined(separator: " || ' ' || ")
      return """
        (SELECT string_agg(\(entry), ',' ORDER BY s.place)
          FROM jsonb_array_elements(d -> '\(list.member)') WITH ORDINALITY s(value, place))
        """
    }
    if query.tellsMethodOpinion {
      values.append("(SELECT result.opinion FROM result WHERE result.id = d ->> 'examinerResult')")
    }
    return values.joined(separator: ", ")
  }
}
