import BenchmarkSupport

// One file a theme: each has its list of cases.
let cases: [BenchmarkCase] = fourierCases
try BenchmarkProgram.run(cases)
