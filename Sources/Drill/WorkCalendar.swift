/// When people work: how many events fall into each hour of the exports.
struct WorkCalendar {
  let start: Ticks
  /// Weight of all hours before each hour; one more entry than hours.
  private let before: [Int]

  init(start: Ticks, hours: Int) {
    self.start = start
    var sums = [0]
    for hour in 0..<hours {
      let time = start.adding(seconds: Int64(hour) * 3600)
      sums.append(sums[hour] + WorkCalendar.weight(time))
    }
    before = sums
  }

  var hours: Int { before.count - 1 }

  /// 1 January 1970 was a Thursday.
  private static func weight(_ time: Ticks) -> Int {
    let weekday = (time.day + 3) % 7
    if weekday >= 5 { return 2 }
    return (7..<18).contains(time.hour) ? 12 : 2
  }

  /// The numbers of the events of an hour, of so many altogether.
  func events(in hour: Int, of total: Int) -> Range<Int> {
    total * before[hour] / before[hours]..<total * before[hour + 1] / before[hours]
  }
}
