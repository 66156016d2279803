extension Int {
    /// A share of so many, rounded to a whole number of them.
    ///
    /// A product that is a whole number but for its own rounding, such as 0.07 · 100, is that number.
    public static func share(_ share: Double, of count: Int, rounded rule: FloatingPointRoundingRule) -> Int {
        let product = share * Double(count)
        let whole = product.rounded()
        return Int(abs(product - whole) <= 4 * product.ulp ? whole : product.rounded(rule))
    }
}
