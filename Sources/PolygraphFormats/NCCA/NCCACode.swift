/// The codes of what the format's reader and writer report and refuse.
public enum NCCACode {
  /// The defects a reader repairs or keeps and reports, once a file with count and first place; strict mode refuses a
  /// file that has one.
  public static let defects: [String] = [
    "name-altered", "name-differs", "vendor-unknown", "vendor-conflict", "line-ends", "non-ascii", "stray-bytes",
    "header-missing", "header-unknown", "date-erased", "sample-count", "channel-count", "question-count", "rate-clock",
    "rate-channel", "clock", "no-statements", "statement-mismatch", "event-order", "event-numbers",
    "event-end-missing", "event-label-column", "event-split", "event-overlap", "answer-early", "answer-late",
    "answer-missing", "answer-on-note", "answer-word", "event-past-end", "missing-x", "missing-xx", "outside-x-xx",
    "chart-aborted", "no-events", "label-typed", "label-punctuation", "label-o-zero", "label-sacrifice-r", "label-1c",
    "label-clash", "label-empty", "dlst-renumbered", "label-long", "column-case", "column-alias", "column-repeated",
    "activity-alias", "activity-aux", "column-missing", "column-empty", "value-range", "value-bad", "dropout",
    "sample-gap", "row-layout", "row-short", "series-questions",
  ]

  /// The reasons why a file, or an exam of two files, is refused.
  public static let refusals: [String] = [
    "not-ncca", "no-columns", "no-samples", "bad-sample", "sample-order", "column-drift", "no-rate", "event-reversed",
    "event-outside", "event-number", "too-large", "binary", "chart-twice",
  ]

  /// What is worth knowing about a file and is no defect; strict mode lets it pass.
  public static let remarks: [String] = ["eda-prefiltered"]

  /// What a writer reports about a chart that the format cannot carry as it is.
  public static let conversions: [String] = [
    "non-ascii", "value-scaled", "value-rounded", "answer-omitted", "question-short", "statements-omitted",
    "head-long", "column-renamed",
  ]

  static let reported = Set(defects + remarks + conversions)
  static let refusedInStrictMode = Set(defects)
}
