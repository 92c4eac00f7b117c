import PolygraphQuantities

/// One-shot causal filtering of whole lines.
extension SecondOrderSections {
  /// The line after one causal pass.
  ///
  /// *Shape*: as many samples out as in. *Missing*: see ``CausalFilter``.
  public func causal(_ line: [Double], start: FilterStart) -> [Double] {
    var filter = CausalFilter(self, start: start)
    return filter.process(line)
  }

  /// The line after one causal pass that starts anew after every gap.
  ///
  /// *Missing*: nothing crosses a gap, and missing samples stay missing.
  public func causal(_ line: [Double], mask: SampleMask, start: FilterStart) -> MaskedLine {
    MaskedLine(samples: line, mask: mask).mapRuns(shortest: 1) { causal($0, start: start) }
  }
}
