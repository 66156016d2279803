import Testing

@Test("placeholder until the module's first test lands") func placeholder() {}
