#pragma once
#include <hdf5.h>
#include <malloc.h>
#include <stdbool.h>
#include <string.h>

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

// What a group's member is: a link to an object of the file, a name that stands for a path, or something that leads out of
// the file.
enum { CH5_OBJECT = 0, CH5_PATH = 1, CH5_ELSEWHERE = 2 };

typedef struct {
    int kind;
    unsigned long long address; // of an object
    size_t length;              // of a path, its end included
} ch5_link;

#if H5_VERSION_GE(1, 12, 0)
typedef H5L_info2_t ch5_link_information;
#else
typedef H5L_info_t ch5_link_information;
#endif

static inline ch5_link ch5_link_of(const ch5_link_information *information) {
    ch5_link link = {CH5_ELSEWHERE, 0, 0};
    if (information->type == H5L_TYPE_HARD) {
        link.kind = CH5_OBJECT;
#if H5_VERSION_GE(1, 12, 0)
        memcpy(&link.address, &information->u.token, sizeof link.address);
#else
        link.address = information->u.address;
#endif
    } else if (information->type == H5L_TYPE_SOFT) {
        link.kind = CH5_PATH;
        link.length = information->u.val_size;
    }
    return link;
}

// The link of this name; false where there is none.
static inline bool ch5_find_link(hid_t group, const char *name, ch5_link *link) {
    ch5_link_information information;
#if H5_VERSION_GE(1, 12, 0)
    if (H5Lget_info2(group, name, &information, H5P_DEFAULT) < 0) return false;
#else
    if (H5Lget_info(group, name, &information, H5P_DEFAULT) < 0) return false;
#endif
    *link = ch5_link_of(&information);
    return true;
}

typedef int (*ch5_link_visitor)(void *context, const char *name, ch5_link link);

typedef struct {
    ch5_link_visitor body;
    void *context;
} ch5_visit;

static inline herr_t ch5_visit_link(hid_t group, const char *name, const ch5_link_information *information, void *visit) {
    (void)group;
    return ((ch5_visit *)visit)->body(((ch5_visit *)visit)->context, name, ch5_link_of(information));
}

// Visits a group's members in one pass, in the order of an index.
static inline herr_t ch5_each_link(hid_t group, H5_index_t index, ch5_link_visitor body, void *context) {
    ch5_visit visit = {body, context};
#if H5_VERSION_GE(1, 12, 0)
    return H5Literate2(group, index, H5_ITER_INC, NULL, ch5_visit_link, &visit);
#else
    return H5Literate(group, index, H5_ITER_INC, NULL, ch5_visit_link, &visit);
#endif
}

// Opens the object at an address of a file, without looking its name up.
static inline hid_t ch5_open_at(hid_t file, unsigned long long address) {
#if H5_VERSION_GE(1, 12, 0)
    H5O_token_t token;
    memset(&token, 0, sizeof token);
    memcpy(&token, &address, sizeof address);
    return H5Oopen_by_token(file, token);
#else
    return H5Oopen_by_addr(file, (haddr_t)address);
#endif
}

// Where an open object lies in its file: equal for all paths that lead to it.
static inline bool ch5_object_address(hid_t object, unsigned long long *address) {
#if H5_VERSION_GE(1, 12, 0)
    H5O_info2_t information;
    if (H5Oget_info3(object, &information, H5O_INFO_BASIC) < 0) return false;
    memcpy(address, &information.token, sizeof *address);
#else
    H5O_info_t information;
    if (H5Oget_info2(object, &information, H5O_INFO_BASIC) < 0) return false;
    *address = information.addr;
#endif
    return true;
}

// Keeps HDF5 within the file it reads: no link is followed to another file, no filter is loaded from disk.
static inline void ch5_stay_inside(void) {
    H5Lunregister(H5L_TYPE_EXTERNAL);
    H5PLset_loading_state(0);
}
