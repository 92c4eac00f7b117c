import BenchmarkSupport

// One file a theme: each has its list of cases.
try BenchmarkProgram.run(filterCases + fourierCases + shapeCases)
