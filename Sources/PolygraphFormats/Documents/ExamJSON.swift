import Foundation
import PolygraphModel

/// Writes and reads a whole exam as JSON: the document `polygraph.exam/1`.
///
/// *Shape*: `{"schema":"polygraph.exam/1","exam":…,"format":…,"instrument":{…},"series":[{"series":…,"questions":[…],
/// "charts":[…]}]}`.
/// A chart has `chart`, `date` (`yyyy-mm-dd` or absent), `time` (`hh:mm` or absent), `sampleRate` (exact text, as `30`
/// or `1000/3`), `samples`, `aborted`, `source`, `channels`, `events`, `annotations`, `gaps` and `exclusions`.
/// A channel has `name`, `sensor`, `sampleRate`, `unit`, `gain` (`[numerator, denominator]`), `offset`, `bits`,
/// `firstSample`, `conditioning`, `counts` (the integers as captured) and `missing` (runs `[start, end]`, end not
/// included; what `counts` holds there has no meaning). A physical value is `count × numerator / denominator + offset`.
/// Places are samples from 0 on the chart's clock. Events, annotations, gaps, exclusions and questions have the fields
/// of the library's types.
/// *Definition*: reading what was written gives an equal exam.
public enum ExamJSON {
  /// The document's schema.
  public static let schemaName = ExamDocument.schemaName

  /// The exam's document, `<exam>.json`, with sorted keys.
  ///
  /// *Errors*: `not-a-number` when a calibration holds an infinity or NaN, which JSON has no word for.
  /// *Complexity*: O(samples), with a working copy of every count.
  public static func write(_ exam: Exam) throws(FormatError) -> WrittenFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let data = try encoder.encode(ExamDocument(exam))
      return WrittenFile(name: FileName.encoded(exam.name) + ".json", bytes: Array(data))
    } catch {
      throw FormatError(
        code: "not-a-number", message: "A calibration is infinite or no number, which JSON cannot carry: \(error)")
    }
  }

  /// The exam of a document.
  ///
  /// *Errors*: `not-json` when it is no JSON or lacks a field; `bad-document` when a field breaks a rule of the model.
  public static func read(_ bytes: some Sequence<UInt8>, fileName: String? = nil) throws(FormatError) -> Exam {
    let document: ExamDocument
    do {
      document = try JSONDecoder().decode(ExamDocument.self, from: Data(bytes))
    } catch {
      throw FormatError(code: "not-json", message: JSONFault.sentence(error), place: Place(file: fileName))
    }
    do {
      return try document.checkedExam()
    } catch {
      throw FormatError(
        code: "bad-document", message: "Not a valid exam: \(error.message).",
        place: Place(file: fileName, field: error.field))
    }
  }
}

/// A decoding error in a sentence, without the document's content.
enum JSONFault {
  static func sentence(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "The document is no valid JSON." }
    switch error {
    case .keyNotFound(let key, let context):
      return "The field \"\(path(context.codingPath + [key]))\" is missing."
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "The field \"\(path(context.codingPath))\" is of another type: \(context.debugDescription)"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "The document is no valid JSON." : "The field \"\(path(context.codingPath))\": \(context.debugDescription)"
    @unknown default: return "The document is no valid JSON."
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
  }
}
