import Foundation

/// One thing that is timed: a preparation, and a body that returns a check value of what it computed.
public struct BenchmarkCase {
  /// The case's name, the same in the Python reference.
  public let name: String
  let prepare: (InputFolder) throws -> () -> [Double]

  /// Makes a case. `prepare` reads inputs and allocates; the closure it returns is what is timed, and returns the check
  /// values that are printed beside the time and compared with the reference's.
  public init(_ name: String, prepare: @escaping (InputFolder) throws -> () -> [Double]) {
    self.name = name
    self.prepare = prepare
  }
}

/// The folder of inputs that the Python side wrote: `NAME.f64` files of little-endian doubles, and whole files.
public struct InputFolder {
  /// The folder.
  public let url: URL

  /// Makes a folder of inputs.
  public init(url: URL) { self.url = url }

  /// All doubles of `name.f64`.
  public func doubles(_ name: String) throws -> [Double] {
    let data = try Data(contentsOf: url.appending(path: name + ".f64"))
    return data.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
  }
}

/// What a case printed, a line of JSON.
struct BenchmarkLine: Encodable {
  let name: String
  let seconds: [Double]
  let check: [Double]
}

/// The program: `PROGRAM INPUT-FOLDER REPEATS CASE…` prints a line of JSON for each case.
public enum BenchmarkProgram {
  /// Runs the cases that the arguments name.
  public static func run(_ cases: [BenchmarkCase]) throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count >= 3, let repeats = Int(arguments[2]), repeats > 0 else {
      FileHandle.standardError.write(Data("usage: INPUT-FOLDER REPEATS CASE…\n".utf8))
      exit(64)
    }
    let folder = InputFolder(url: URL(filePath: arguments[1]))
    for name in arguments.dropFirst(2) {
      guard let found = cases.first(where: { $0.name == name }) else {
        FileHandle.standardError.write(Data("there is no case '\(name)'\n".utf8))
        exit(64)
      }
      let body = try found.prepare(folder)
      var check = body()
      let clock = ContinuousClock()
      let seconds = (0..<repeats).map { _ in
        let duration = clock.measure { check = body() }
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
      }
      let line = try JSONEncoder().encode(BenchmarkLine(name: name, seconds: seconds, check: check))
      print(String(decoding: line, as: UTF8.self))
    }
  }
}
