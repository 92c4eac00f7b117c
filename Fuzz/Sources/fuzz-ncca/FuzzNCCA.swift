import PolygraphFormats

/// One run of the NCCA ASCII reader, and of the writer on what was read. Whatever the bytes are, neither may trap or
/// hang, and what was read once must be read alike from what was written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNCCA(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let buffer = UnsafeRawBufferPointer(start: start, count: count)
  var options = ReadOptions()
  options.largestFile = 1 << 20
  guard let file = try? NCCAReader.read(buffer, fileName: "D&-FUZZ-1.01A", options: options),
    let written = try? NCCAWriter.write(file)
  else { return 0 }
  let again = written.files[0].bytes.withUnsafeBytes { bytes in
    try? NCCAReader.read(bytes, fileName: written.files[0].name)
  }
  guard let again else { preconditionFailure("What was written cannot be read.") }
  precondition(
    again.chart.channels.filter { !$0.isEmpty }.count == file.chart.channels.filter { !$0.isEmpty }.count,
    "A channel was lost in writing.")
  return 0
}
