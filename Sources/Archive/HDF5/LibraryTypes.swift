internal import CHDF5
import Numerics

extension ScalarKind {
    /// The HDF5 type on disk and, since hosts are little-endian, in memory.
    var libraryType: hid_t {
        switch self {
        case .float32: ch5_float32()
        case .float64: ch5_float64()
        case .int32: ch5_int32()
        case .int64: ch5_int64()
        case .uint8: ch5_uint8()
        case .uint32: ch5_uint32()
        case .uint64: ch5_uint64()
        }
    }

    /// The narrowest kind that holds every value of an HDF5 number type; nil for a type that is no number or too wide.
    init?(libraryType type: hid_t) {
        let size = H5Tget_size(type)
        switch H5Tget_class(type) {
        case H5T_FLOAT:
            if size <= 4 { self = .float32 } else if size == 8 { self = .float64 } else { return nil }
        case H5T_INTEGER:
            switch (size, H5Tget_sign(type) == H5T_SGN_NONE) {
            case (1, true): self = .uint8
            case (2, true), (4, true): self = .uint32
            case (8, true): self = .uint64
            case (1, false), (2, false), (4, false): self = .int32
            case (8, false): self = .int64
            default: return nil
            }
        default: return nil
        }
    }
}

extension LibrarySession {
    /// The type of strings of any length in UTF-8.
    func textType() throws(ArchiveError) -> LibraryHandle {
        try LibraryHandle(ch5_create_text_type(), in: self) { H5Tclose($0) }
    }

    /// A data space of this shape; `[]` is a single value.
    func space(_ shape: [Int]) throws(ArchiveError) -> LibraryHandle {
        if shape.isEmpty { return try LibraryHandle(H5Screate(H5S_SCALAR), in: self) { H5Sclose($0) } }
        let lengths = shape.map { hsize_t($0) }
        return try LibraryHandle(H5Screate_simple(Int32(shape.count), lengths, nil), in: self) { H5Sclose($0) }
    }

    /// The shape of a data space. One without any elements is not one of a single element, and is refused.
    func shape(ofSpace space: hid_t, at path: String) throws(ArchiveError) -> [Int] {
        guard H5Sget_simple_extent_type(space) != H5S_NULL else { throw failure(at: path, .refused("it is empty")) }
        let rank = try check(H5Sget_simple_extent_ndims(space))
        guard rank > 0 else { return [] }
        var lengths = [hsize_t](repeating: 0, count: Int(rank))
        try check(H5Sget_simple_extent_dims(space, &lengths, nil))
        return lengths.map { Int(clamping: $0) }
    }

    /// The bytes of `shape` elements of `width` bytes, refused beyond what one archive may hold. Where there are none for one
    /// axis has no length, the others have to be such lengths all the same.
    func byteCount(_ shape: [Int], width: Int, at path: String) throws(ArchiveError) -> Int {
        var count = max(width, 1)
        for length in shape where length != 0 {
            let (product, overflow) = count.multipliedReportingOverflow(by: length)
            guard !overflow, product <= FileRole.largestArray else {
                throw failure(at: path, .refused("a dataset of shape \(shape) is larger than 4 GiB"))
            }
            count = product
        }
        return shape.contains(0) || width == 0 ? 0 : count
    }

    /// Hands out C strings for `values`, which hold no NUL: a C string would end there.
    func withCStrings(
        _ values: [String], at path: String,
        _ body: (UnsafePointer<UnsafePointer<CChar>?>) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        var characters: [CChar] = []
        var offsets: [Int] = []
        for value in values {
            guard !value.utf8.contains(0) else { throw failure(at: path, .refused("a text holds a NUL character")) }
            offsets.append(characters.count)
            characters.append(contentsOf: value.utf8.lazy.map { CChar(bitPattern: $0) })
            characters.append(0)
        }
        let outcome = characters.withUnsafeBufferPointer { characters -> Result<Void, ArchiveError> in
            let pointers = offsets.map { characters.baseAddress?.advanced(by: $0) }
            return pointers.withUnsafeBufferPointer { pointers -> Result<Void, ArchiveError> in
                guard let first = pointers.baseAddress else { return .success(()) }
                do throws(ArchiveError) { return .success(try body(first)) } catch { return .failure(error) }
            }
        }
        try outcome.get()
    }
}
