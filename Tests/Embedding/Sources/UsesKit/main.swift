import PolygraphKit

// The pipeline as the article on PolygraphKit shows it: read, score, print each method's opinion.
let read = try ExamReader.read(path: CommandLine.arguments[1])
let analysis = ExamAnalysis()
let measured = try analysis.measure(read.exam).measurements.count { $0.state == .measured }
let sheet = try analysis.score(read.exam)
let methods = sheet.results.map { "\($0.method) \($0.status.rawValue)" }.joined(separator: ", ")
print("exam \(sheet.exam), profile \(sheet.profile?.name ?? "none"), measured \(measured), \(methods)")
