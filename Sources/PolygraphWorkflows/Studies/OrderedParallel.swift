/// Work on many items over several cores, with the results in order: the same for any number of threads.
enum OrderedParallel {
  /// The results of `body` for 0..<`count`.
  ///
  /// *Definition*: the items are cut into parts of `part`; at most `threads` parts are worked on at a time. `progress`
  /// is told how many items are done, from one task.
  /// *Errors*: what `body` throws, and `CancellationError`.
  static func map<Result: Sendable>(
    _ count: Int, part: Int, threads: Int, progress: ((Int) -> Void)? = nil,
    body: @escaping @Sendable (Int) throws -> Result
  ) async throws -> [Result] {
    precondition(count >= 0 && part > 0 && threads > 0, "Items, parts and threads are counted.")
    let parts = (count + part - 1) / part
    var results = [[Result]](repeating: [], count: parts)
    try await withThrowingTaskGroup(of: (Int, [Result]).self) { group in
      func start(_ index: Int) {
        group.addTask {
          let items = (index * part)..<min(count, (index + 1) * part)
          return (
            index,
            try items.map { item in
              try Task.checkCancellation()
              return try body(item)
            }
          )
        }
      }
      for index in 0..<min(threads, parts) { start(index) }
      var next = min(threads, parts)
      var done = 0
      while let (index, part) = try await group.next() {
        results[index] = part
        done += part.count
        progress?(done)
        if next < parts { start(next) }
        next += 1
      }
    }
    return results.flatMap(\.self)
  }
}
