import PolygraphFormats

// Reads the chart file that the command line names.
let read = try ExamReader.read(path: CommandLine.arguments[1])
let channels = read.exam.charts.map { $0.chart.channels.count }.reduce(0, +)
print("exam \(read.exam.name), format \(read.exam.format), charts \(read.exam.charts.count), channels \(channels)")
