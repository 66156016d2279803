import Config
import Testing

@Suite("Laying one level over another")
struct OverlayTests {
    private func laid(_ upper: String, over lower: String) -> String? {
        guard let upper = Toy.normalize(upper).node, let lower = Toy.normalize(lower).node else { return nil }
        var resolver = Resolver()
        return resolver.resolve(upper.laid(over: lower, as: .table(Toy.fields)), Toy.fields, of: "kitchen")?.json
    }

    @Test("The same kind merges field by field")
    func sameKind() {
        #expect(
            laid("burner: {gas: {jets: 2}}", over: "burner: {gas: {pressure: 5, jets: 3}}\nhot: true")
                == #"{"burner":{"gas":{"jets":2,"pressure":5.0}},"hot":true}"#)
        #expect(laid("spices: {salt: 1}", over: "spices: {salt: 2, dill: 3}") == #"{"spices":{"dill":3.0,"salt":1.0}}"#)
    }

    @Test("Another kind and a list replace whole")
    func otherKind() {
        #expect(
            laid("burner: {induction: 1}\nsizes: [9]", over: "burner: {gas: {pressure: 5}}\nsizes: [1, 2]")
                == #"{"burner":{"induction":{"power":1.0}},"sizes":[9]}"#)
    }
}
