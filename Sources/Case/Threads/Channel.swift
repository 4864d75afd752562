import Foundation

/// A bounded queue between two threads: memory stays flat however fast one of them is.
package final class Channel<Element>: @unchecked Sendable {
  private let condition = NSCondition()
  private var elements: [Element] = []
  private let capacity: Int
  private var end: Result<Void, any Error>?
  private var isAbandoned = false

  package init(capacity: Int) { self.capacity = capacity }

  /// Waits until there is room; false when nobody will take it any more.
  package func send(_ element: Element) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while elements.count >= capacity && !isAbandoned { condition.wait() }
    guard !isAbandoned else { return false }
    elements.append(element)
    condition.signal()
    return true
  }

  /// The next element, or nil after the last; throws what ended the sender.
  package func receive() throws -> Element? {
    condition.lock()
    defer { condition.unlock() }
    while elements.isEmpty && end == nil && !isAbandoned { condition.wait() }
    guard elements.isEmpty else {
      let element = elements.removeFirst()
      condition.signal()
      return element
    }
    try end?.get()
    return nil
  }

  /// Says that nothing follows.
  package func finish(_ result: Result<Void, any Error> = .success(())) {
    condition.lock()
    defer { condition.unlock() }
    if end == nil { end = result }
    condition.broadcast()
  }

  /// Says that nothing is wanted any more.
  package func abandon() {
    condition.lock()
    defer { condition.unlock() }
    isAbandoned = true
    elements = []
    condition.broadcast()
  }
}

/// A thread that can be waited for.
///
/// Blocking work does not belong on the pool of Swift's tasks, which has a thread a core.
package final class Worker: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)

  /// Starts `work`; only `join` gives back what it captured.
  package init(_ name: String, _ work: @escaping () -> Void) {
    nonisolated(unsafe) let work = work
    let done = done
    let thread = Thread {
      work()
      done.signal()
    }
    thread.name = name
    // Reading goes down into nested records (CJSON: at most 1,024 levels).
    thread.stackSize = 8 << 20
    thread.start()
  }

  package func join() { done.wait() }
}
