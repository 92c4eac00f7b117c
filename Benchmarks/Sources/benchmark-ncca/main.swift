import BenchmarkSupport
import PolygraphFormats

try BenchmarkProgram.run([])
