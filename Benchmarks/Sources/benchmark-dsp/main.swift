import BenchmarkSupport

// One file a theme: each has its list of cases.
let cases: [BenchmarkCase] = []
try BenchmarkProgram.run(cases)
