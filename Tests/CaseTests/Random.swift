import TestSupport

typealias Random = TestSupport.Random
