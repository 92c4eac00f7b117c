import PolygraphModel

/// Which exam, series and chart a file holds, from its name and its header.
struct NCCAIdentity {
  let identity: ChartIdentity
  let instrument: InstrumentIdentity
  let maker: NCCAMaker?

  init(_ header: NCCAHeader, fileName: String, _ findings: inout NCCAFindings) {
    let headerName = header["Name of this file"]
    let named = NCCAChartName(fileName)
    let name = named ?? headerName.flatMap { NCCAChartName($0) }
    if named == nil || named?.isAltered == true {
      findings.note(
        "name-altered",
        named == nil
          ? "The file's name is none of a chart; the header's was taken."
          : "Separators of the file's name were replaced; it was read leniently.")
    }
    if let headerName, headerName != fileName {
      findings.note(
        "name-differs", "The header's name is not the file's; blanks and brackets are often replaced later.",
        line: header.line(of: "Name of this file"), field: "Name of this file")
    }
    let byInstrument = header["Instrument"].flatMap { NCCAMaker(instrument: $0) }
    let byName = name.flatMap { NCCAMaker(character: $0.makerCharacter) }
    if let name, byName == nil {
      findings.add("vendor-unknown", "The name's second character, \(name.makerCharacter), stands for no known maker.")
    }
    if let byInstrument, let byName, byInstrument != byName {
      findings.add(
        "vendor-conflict",
        "The header names \(byInstrument.rawValue), the file's name \(byName.rawValue); the header was believed.",
        line: header.line(of: "Instrument"), field: "Instrument")
    }
    maker = byInstrument ?? byName
    let digits = header["Chart Number"].map { String($0.prefix { $0.isNumber }) }
    identity = ChartIdentity(
      maker: maker?.rawValue, exam: name?.exam ?? header["Source file"] ?? fileName,
      series: name?.series ?? header["Examination Number"] ?? "1", chart: name?.chart ?? digits.flatMap { Int($0) } ?? 1
    )
    instrument = InstrumentIdentity(
      maker: maker?.rawValue, model: Self.text(header["Instrument"]), software: Self.text(header["Software Version"]))
  }

  /// A header's text, or `nil` where it says that there is none.
  private static func text(_ value: String?) -> String? {
    guard let value, !value.isEmpty, value != "NA", !value.hasSuffix("Not Available") else { return nil }
    return value
  }
}
