import CFFTW
import Synchronization

/// What a plan does; each plan works on arrays of 16-byte alignment.
enum FourierKind: Hashable, Sendable {
  /// Real samples to the half spectrum, out of place; the samples are kept.
  case realForward
  /// The half spectrum to real samples, out of place; the spectrum is overwritten.
  case realInverse
  /// Real samples to the half spectrum in the same memory, which holds count / 2 + 1 lines.
  case realForwardInPlace
  /// The half spectrum to real samples in the same memory.
  case realInverseInPlace
  /// Complex to complex in place, e^(−i…).
  case complexForward
  /// Complex to complex out of place, e^(−i…); the samples are kept.
  case complexForwardApart
  /// Complex to complex in place, e^(+i…).
  case complexInverse
}

/// A finished plan of FFTW.
///
/// Unchecked: the handle is set once, FFTW's new-array execute functions only read it and may run on any number of
/// threads (FFTW manual, "Thread safety"), and it is handed to the planner when nobody holds it any more.
final class FourierPlan: @unchecked Sendable {
  let handle: fftw_plan
  /// FFTW's own account of the steps.
  let steps: String

  fileprivate init(handle: fftw_plan) {
    self.handle = handle
    guard let text = fftw_sprint_plan(handle) else {
      steps = ""
      return
    }
    steps = String(cString: text)
    polygraph_fftw_free_text(text)
  }

  deinit { FourierPlanner.retire(handle) }
}

/// The one door to FFTW's planner, which is not safe to call from two threads, and the cache of finished plans.
enum FourierPlanner {
  /// The number of plans that are kept for reuse; the least recently asked-for one goes first.
  static let cachedPlanCount = 128

  private struct Key: Hashable {
    let kind: FourierKind
    let count: Int
    let planning: FourierPlanning
  }

  private struct Cache {
    var plans: [Key: (plan: FourierPlan, asked: UInt64)] = [:]
    var clock: UInt64 = 0

    mutating func find(_ key: Key) -> FourierPlan? {
      guard let plan = plans[key]?.plan else { return nil }
      clock += 1
      plans[key] = (plan, clock)
      return plan
    }

    /// Keeps a plan, and drops the least recently asked-for one when there are too many.
    mutating func keep(_ plan: FourierPlan, for key: Key) {
      clock += 1
      plans[key] = (plan, clock)
      guard plans.count > cachedPlanCount, let oldest = plans.min(by: { $0.value.asked < $1.value.asked }) else {
        return
      }
      plans[oldest.key] = nil
    }
  }

  private static let cache = Mutex(Cache())
  /// Whoever holds this lock may call FFTW's planner; what it guards is the wisdom of measured plans.
  private static let planner = Mutex<String>("")
  /// Plans that wait for their end. This lock is the innermost: planner, then cache, then this.
  private static let retired = Mutex<[UInt]>([])

  /// The plan from the cache, or a new one.
  static func plan(_ kind: FourierKind, count: Int, planning: FourierPlanning) -> FourierPlan {
    precondition(
      (1...Int(Int32.max)).contains(count), "A Fourier transform has from one to 2147483647 samples.")
    let key = Key(kind: kind, count: count, planning: planning)
    if let found = cache.withLock({ $0.find(key) }) { return found }
    return planner.withLock { wisdom in
      // Another thread may have planned the same while this one waited.
      if let found = cache.withLock({ $0.find(key) }) { return found }
      destroyRetired()
      let made =
        switch planning {
        case .measure: addingWisdom(to: &wisdom) { make(kind, count: Int32(count), planning: planning) }
        case .estimate:
          withWisdom(ShippedSteps.counts.contains(count) ? ShippedSteps.text : "") {
            make(kind, count: Int32(count), planning: planning)
          }
        }
      cache.withLock { $0.keep(made, for: key) }
      return made
    }
  }

  /// Takes a plan that nobody holds any more. The last reference may go while a lock is held, in the cache for one, so
  /// the plan is only noted here, and destroyed the next time somebody plans.
  fileprivate static func retire(_ handle: fftw_plan) {
    retired.withLock { $0.append(UInt(bitPattern: handle)) }
  }

  /// Destroys the plans that were retired; the caller holds the planner's lock.
  private static func destroyRetired() {
    let handles = retired.withLock { handles in
      defer { handles = [] }
      return handles
    }
    for handle in handles { fftw_destroy_plan(fftw_plan(bitPattern: handle)) }
  }

  // MARK: Wisdom

  /// True when this FFTW takes the shipped steps, which serve estimated plans of their lengths.
  static let knowsShippedSteps: Bool = planner.withLock { _ in
    withWisdom("") { fftw_import_wisdom_from_string(ShippedSteps.text) == 1 }
  }

  /// Runs a planning step that knows just this text: FFTW would otherwise take a measured plan for an estimated one of
  /// the same length, and the bits would depend on what ran before. The wisdom that other users of FFTW in this process
  /// gathered is put back afterwards.
  private static func withWisdom<Result>(_ text: String, _ body: () -> Result) -> Result {
    let foreign = exportedWisdom()
    fftw_forget_wisdom()
    if !text.isEmpty { _ = fftw_import_wisdom_from_string(text) }
    defer {
      fftw_forget_wisdom()
      _ = fftw_import_wisdom_from_string(foreign)
    }
    return body()
  }

  /// Runs a planning step with the wisdom of measured plans, and keeps what it adds.
  private static func addingWisdom<Result>(to wisdom: inout String, _ body: () -> Result) -> Result {
    let (result, grown) = withWisdom(wisdom) { (body(), sorted(exportedWisdom())) }
    wisdom = grown
    return result
  }

  private static func exportedWisdom() -> String {
    guard let text = fftw_export_wisdom_to_string() else { return "" }
    defer { polygraph_fftw_free_text(text) }
    return String(cString: text)
  }

  /// FFTW exports its entries in the order of a hash table; sorted, the same knowledge is the same text.
  private static func sorted(_ wisdom: String) -> String {
    let lines = wisdom.split(separator: "\n").map(String.init)
    guard lines.count > 2, let head = lines.first, let end = lines.last else { return wisdom }
    return ([head] + lines.dropFirst().dropLast().sorted() + [end]).joined(separator: "\n") + "\n"
  }

  /// The wisdom of all measured plans so far; empty when there is none.
  static func wisdom() -> String { planner.withLock { $0 } }

  /// Adds wisdom; false when FFTW does not understand it.
  static func adopt(_ text: String) -> Bool {
    let understood = planner.withLock { wisdom -> Bool in
      var joined = wisdom
      let understood = addingWisdom(to: &joined) { fftw_import_wisdom_from_string(text) == 1 }
      if understood { wisdom = joined }
      return understood
    }
    if understood { dropMeasuredPlans() }
    return understood
  }

  static func forgetWisdom() {
    planner.withLock { $0 = "" }
    dropMeasuredPlans()
  }

  private static func dropMeasuredPlans() {
    cache.withLock { cache in cache.plans = cache.plans.filter { $0.key.planning == .estimate } }
  }

  // MARK: FFTW

  private static func make(_ kind: FourierKind, count: Int32, planning: FourierPlanning) -> FourierPlan {
    let flags = planning == .estimate ? FFTW_ESTIMATE : FFTW_MEASURE
    let lines = AlignedBuffer<ComplexNumber>(count: Int(count))
    let pairs = lines.fourierPointer
    var handle: fftw_plan?
    switch kind {
    case .realForward:
      let samples = AlignedBuffer<Double>(count: Int(count))
      handle = fftw_plan_dft_r2c_1d(count, samples.pointer, pairs, flags)
    case .realInverse:
      let samples = AlignedBuffer<Double>(count: Int(count))
      handle = fftw_plan_dft_c2r_1d(count, pairs, samples.pointer, flags | FFTW_DESTROY_INPUT)
    case .realForwardInPlace:
      handle = fftw_plan_dft_r2c_1d(count, lines.samplePointer, pairs, flags)
    case .realInverseInPlace:
      handle = fftw_plan_dft_c2r_1d(count, pairs, lines.samplePointer, flags)
    case .complexForward: handle = fftw_plan_dft_1d(count, pairs, pairs, FFTW_FORWARD, flags)
    case .complexForwardApart:
      let samples = AlignedBuffer<ComplexNumber>(count: Int(count))
      handle = fftw_plan_dft_1d(count, samples.fourierPointer, pairs, FFTW_FORWARD, flags | FFTW_PRESERVE_INPUT)
    case .complexInverse: handle = fftw_plan_dft_1d(count, pairs, pairs, FFTW_BACKWARD, flags)
    }
    guard let handle else { preconditionFailure("FFTW found no memory to plan a transform of \(count) samples.") }
    return FourierPlan(handle: handle)
  }
}
