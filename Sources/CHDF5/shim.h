#pragma once
#include <hdf5.h>
#include <malloc.h>
#include <stdbool.h>

// HDF5 spells many constants as comma expressions or casts, which Swift does not import: each gets an accessor. Calls whose
// spelling differs between 1.10 and later releases are wrapped here too.
#define CH5_IDENTIFIER(name, macro) \
    static inline hid_t ch5_##name(void) { return macro; }
CH5_IDENTIFIER(default_properties, H5P_DEFAULT)
CH5_IDENTIFIER(file_creation, H5P_FILE_CREATE)
CH5_IDENTIFIER(file_access, H5P_FILE_ACCESS)
CH5_IDENTIFIER(group_creation, H5P_GROUP_CREATE)
CH5_IDENTIFIER(transfer, H5P_DATASET_XFER)
CH5_IDENTIFIER(dataset_creation, H5P_DATASET_CREATE)
CH5_IDENTIFIER(whole_space, H5S_ALL)
CH5_IDENTIFIER(error_stack, H5E_DEFAULT)
CH5_IDENTIFIER(float32, H5T_IEEE_F32LE)
CH5_IDENTIFIER(float64, H5T_IEEE_F64LE)
CH5_IDENTIFIER(int32, H5T_STD_I32LE)
CH5_IDENTIFIER(int64, H5T_STD_I64LE)
CH5_IDENTIFIER(uint8, H5T_STD_U8LE)
CH5_IDENTIFIER(uint32, H5T_STD_U32LE)
CH5_IDENTIFIER(uint64, H5T_STD_U64LE)
#undef CH5_IDENTIFIER

// Has the process keep memory that is freed: a file asks for what the one before gave back, and every page that is new to
// the process costs a fault, a sixth of what a checkpoint of half a megabyte takes.
static inline void ch5_keep_memory(void) {
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, 1 << 26);
    mallopt(M_MMAP_THRESHOLD, 1 << 25);
    mallopt(M_TOP_PAD, 1 << 20);
#endif
}

static inline unsigned ch5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned ch5_read_only(void) { return H5F_ACC_RDONLY; }

// A string type of any length, in UTF-8. The caller closes it.
static inline hid_t ch5_create_text_type(void) {
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type < 0) return type;
    if (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0) {
        H5Tclose(type);
        return H5I_INVALID_HID;
    }
    return type;
}

// The number of attributes of an open object; negative on failure.
static inline long long ch5_attribute_count(hid_t object) {
#if H5_VERSION_GE(1, 12, 0)
    H5O_info2_t information;
    if (H5Oget_info3(object, &information, H5O_INFO_NUM_ATTRS) < 0) return -1;
#else
    H5O_info_t information;
    if (H5Oget_info2(object, &information, H5O_INFO_NUM_ATTRS) < 0) return -1;
#endif
    return (long long)information.num_attrs;
}

// Whether a group's member is in another file.
static inline bool ch5_is_in_another_file(hid_t group, const char *name) {
#if H5_VERSION_GE(1, 12, 0)
    H5L_info2_t information;
    return H5Lget_info2(group, name, &information, H5P_DEFAULT) >= 0 && information.type == H5L_TYPE_EXTERNAL;
#else
    H5L_info_t information;
    return H5Lget_info(group, name, &information, H5P_DEFAULT) >= 0 && information.type == H5L_TYPE_EXTERNAL;
#endif
}
