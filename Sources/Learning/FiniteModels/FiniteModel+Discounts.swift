import Config

extension FiniteModel {
    /// Discounts with which a policy's values can be solved for in closed form.
    ///
    /// (I − γP) V = R has the condition number 2/(1 − γ) at most. Up to here, elimination in Float64 finds no matrix singular
    /// that is not (n · 2⁻⁵³ · 2³² < 1 for up to 2²¹ states); beyond, rounding could, and values would have no digit right.
    public static let discounts = Interval(0, 0.999999999)
}
