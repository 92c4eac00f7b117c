import BenchmarkSupport
import CPlainFFTW
import PolygraphDSP
import PolygraphQuantities

/// Transforms, spectra and changes of rate.
var fourierCases: [BenchmarkCase] {
  (15...20).flatMap { [realTransform(power: $0), plainTransform(power: $0)] } + [
    welch("welch-30", rate: 30), welch("welch-1000", rate: 1000),
    welch("welch-1000-measured", rate: 1000, planning: .measure),
    polyphase("polyphase-1000-100-short", taps: "short"), polyphase("polyphase-1000-100-80dB", taps: "long"),
    designedPolyphase, fourierResampling,
  ]
}

private func realTransform(power: Int) -> BenchmarkCase {
  BenchmarkCase("real-fft-2^\(power)") { folder in
    let samples = try folder.doubles("samples")
    let transform = RealFourierTransform(count: samples.count)
    var spectrum = transform.forward(samples)
    return {
      transform.forward(samples, into: &spectrum)
      return [1, 17, samples.count / 4].flatMap { [spectrum[$0].real, spectrum[$0].imaginary] }
    }
  }
}

private func plainTransform(power: Int) -> BenchmarkCase {
  BenchmarkCase("real-fft-2^\(power)-plain-c") { folder in
    let samples = try folder.doubles("samples")
    guard let transform = plain_fftw_make(Int32(samples.count), samples) else { return { [] } }
    return {
      plain_fftw_run(transform)
      guard let lines = plain_fftw_lines(transform) else { return [] }
      return [1, 17, samples.count / 4].flatMap { [lines[2 * $0], lines[2 * $0 + 1]] }
    }
  }
}

private func welch(_ name: String, rate: Int, planning: FourierPlanning = .estimate) -> BenchmarkCase {
  BenchmarkCase(name) { folder in
    let line = try folder.doubles("line")
    let estimator = try WelchEstimator(rate: SampleRate(rate), segment: 20 * rate, planning: planning)
    let scratch = Shared(WelchScratch(for: estimator))
    var values = [Double](repeating: 0, count: estimator.lineCount)
    return {
      guard (try? estimator.spectrum(of: line, into: &values, scratch: scratch.value)) != nil else { return [] }
      return Array(values[1..<12])
    }
  }
}

/// Holds a value that cannot be copied, for a closure that can.
private final class Shared<Value: ~Copyable> {
  let value: Value
  init(_ value: consuming Value) { self.value = value }
}

private func polyphase(_ name: String, taps: String) -> BenchmarkCase {
  BenchmarkCase(name) { folder in
    let line = try folder.doubles("line")
    let resampler = try PolyphaseResampler(
      from: SampleRate(1000), to: SampleRate(100), taps: try folder.doubles(taps), edges: .zero)
    var result: [Double] = []
    return {
      resampler.resample(line, into: &result)
      return [result[0], result[777], result[15_000], result[result.count - 1]]
    }
  }
}

private var designedPolyphase: BenchmarkCase {
  BenchmarkCase("polyphase-1000-100-default") { folder in
    let line = try folder.doubles("line")
    let resampler = try PolyphaseResampler(from: SampleRate(1000), to: SampleRate(100))
    var result: [Double] = []
    return {
      resampler.resample(line, into: &result)
      return [result[777], result[15_000], result[20_000]]
    }
  }
}

private var fourierResampling: BenchmarkCase {
  BenchmarkCase("fourier-1000-100") { folder in
    let line = try folder.doubles("line")
    let resampling = Shared(FourierResampling(from: line.count, to: line.count / 10))
    var result = [Double](repeating: 0, count: line.count / 10)
    return {
      guard (try? resampling.value.resample(line, into: &result)) != nil else { return [] }
      return [result[0], result[777], result[15_000], result[result.count - 1]]
    }
  }
}
