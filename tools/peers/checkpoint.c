// A checkpoint of Concord's, written again by libhdf5 from C: the same groups, arrays, texts and attributes, built in memory,
// written to a temporary name, synchronized, renamed, and the directory synchronized. What is not written is the header of
// fingerprints, nor the record beside it.
//
//   checkpoint FILE DIRECTORY     FILE is read once; DIRECTORY is where it is written again
#define _GNU_SOURCE
#include <fcntl.h>
#include <hdf5.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct Node {
    char *name;
    int is_group, is_text;
    hid_t type, space;
    size_t size;
    void *data;
    struct Node *members, *attributes;
    int member_count, attribute_count;
} Node;

static void fail(const char *what) {
    fprintf(stderr, "cannot %s\n", what);
    exit(1);
}
static Node *added(Node **list, int *count, const char *name) {
    *list = realloc(*list, sizeof(Node) * (*count + 1));
    Node *node = *list + (*count)++;
    return memset(node, 0, sizeof *node), node->name = strdup(name), node;
}
static void take_shape(Node *node) {
    node->is_text = H5Tget_class(node->type) == H5T_STRING;
    node->size = H5Tget_size(node->type) * H5Sget_simple_extent_npoints(node->space);
    node->data = malloc(node->size + 1);
}

// Reading.
static void read_object(hid_t object, Node *node);
static herr_t read_attribute(hid_t object, const char *name, const H5A_info_t *info, void *context) {
    (void)info;
    Node *owner = context, *node = added(&owner->attributes, &owner->attribute_count, name);
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    node->type = H5Aget_type(attribute), node->space = H5Aget_space(attribute);
    take_shape(node);
    H5Aread(attribute, node->type, node->data);
    return H5Aclose(attribute);
}
static herr_t read_member(hid_t group, const char *name, const H5L_info_t *info, void *context) {
    (void)info;
    Node *owner = context, *node = added(&owner->members, &owner->member_count, name);
    hid_t object = H5Oopen(group, name, H5P_DEFAULT);
    read_object(object, node);
    return H5Oclose(object);
}
static void read_object(hid_t object, Node *node) {
    hsize_t from = 0;
    H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &from, read_attribute, node);
    node->is_group = H5Iget_type(object) == H5I_GROUP, from = 0;
    if (node->is_group) {
        H5Literate(object, H5_INDEX_CRT_ORDER, H5_ITER_INC, &from, read_member, node);
        return;
    }
    node->type = H5Dget_type(object), node->space = H5Dget_space(object);
    take_shape(node);
    H5Dread(object, node->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, node->data);
}

// Writing, with the settings that Concord found quickest.
static hid_t group_creation, array_creation, small_creation, text_creation, text_transfer;
static hid_t creation(hid_t class) {
    hid_t properties = H5Pcreate(class);
    H5Pset_obj_track_times(properties, 0);
    return properties;
}
static hid_t keep_order(hid_t properties) {
    H5Pset_link_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_link_phase_change(properties, 64, 48);
    return properties;
}
static void prepare(void) {
    group_creation = keep_order(creation(H5P_GROUP_CREATE));
    array_creation = creation(H5P_DATASET_CREATE), H5Pset_fill_time(array_creation, H5D_FILL_TIME_NEVER);
    small_creation = creation(H5P_DATASET_CREATE), H5Pset_layout(small_creation, H5D_COMPACT);
    text_creation = creation(H5P_DATASET_CREATE);
    text_transfer = H5Pcreate(H5P_DATASET_XFER), H5Pset_buffer(text_transfer, 4096, 0, 0);
    mallopt(M_TRIM_THRESHOLD, 1 << 26), mallopt(M_MMAP_THRESHOLD, 1 << 25), mallopt(M_TOP_PAD, 1 << 20);
}
static void write_attributes(const Node *node, hid_t object) {
    for (const Node *a = node->attributes; a < node->attributes + node->attribute_count; a++) {
        hid_t attribute = H5Acreate2(object, a->name, a->type, a->space, H5P_DEFAULT, H5P_DEFAULT);
        if (attribute < 0 || (a->size && H5Awrite(attribute, a->type, a->data) < 0)) fail("write an attribute");
        H5Aclose(attribute);
    }
}
static void write_group(const Node *group, hid_t into) {
    write_attributes(group, into);
    for (const Node *m = group->members; m < group->members + group->member_count; m++) {
        if (m->is_group) {
            hid_t child = H5Gcreate2(into, m->name, H5P_DEFAULT, group_creation, H5P_DEFAULT);
            write_group(m, child);
            H5Gclose(child);
            continue;
        }
        hid_t how = m->is_text ? text_creation : m->size <= 256 ? small_creation : array_creation;
        hid_t dataset = H5Dcreate2(into, m->name, m->type, m->space, H5P_DEFAULT, how, H5P_DEFAULT);
        hid_t transfer = m->is_text ? text_transfer : H5P_DEFAULT;
        if (dataset < 0 || (m->size && H5Dwrite(dataset, m->type, H5S_ALL, H5S_ALL, transfer, m->data) < 0))
            fail("write a dataset");
        write_attributes(m, dataset);
        H5Dclose(dataset);
    }
}
static char *image;
static ssize_t build(const Node *root, size_t expected) {
    hid_t creates = keep_order(creation(H5P_FILE_CREATE)), accesses = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_userblock(creates, 512);
    H5Pset_fapl_core(accesses, expected, 0);
    H5Pset_sieve_buf_size(accesses, 0), H5Pset_meta_block_size(accesses, 1 << 16);
    hid_t file = H5Fcreate("image", H5F_ACC_TRUNC, creates, accesses);
    if (file < 0) fail("make a file in memory");
    write_group(root, file);
    H5Fflush(file, H5F_SCOPE_GLOBAL);
    ssize_t size = H5Fget_file_image(file, 0, 0);
    image = realloc(image, size);
    if (H5Fget_file_image(file, image, size) != size) fail("take the file from memory");
    H5Fclose(file), H5Pclose(creates), H5Pclose(accesses);
    return size;
}
static void synchronize(const char *path) {
    int descriptor = open(path, O_RDONLY);
    if (descriptor < 0 || fsync(descriptor) != 0 || close(descriptor) != 0) fail("synchronize");
}
static void store(const char *directory, ssize_t size) {
    char path[4096], temporary[4096 + 4];
    snprintf(path, sizeof path, "%s/again.h5", directory), snprintf(temporary, sizeof temporary, "%s.tmp", path);
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (descriptor < 0 || write(descriptor, image, size) != size || fsync(descriptor) != 0 || close(descriptor) != 0 ||
        rename(temporary, path) != 0)
        fail("write the file");
    synchronize(directory);
}

static double milliseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}
static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int count, char **words) {
    if (count != 3) return fprintf(stderr, "usage: checkpoint FILE DIRECTORY\n"), 64;
    hid_t file = H5Fopen(words[1], H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0) fail("open the file");
    hid_t top = H5Gopen2(file, "/", H5P_DEFAULT);
    Node root = {.is_group = 1};
    read_object(top, &root);
    prepare();
    hsize_t size = 0;
    H5Fget_filesize(file, &size);
    enum { TIMES = 15 };
    double whole[TIMES], library[TIMES];
    for (int i = 0; i < TIMES; i++) {
        double start = milliseconds();
        ssize_t written = build(&root, size);
        library[i] = milliseconds() - start;
        store(words[2], written);
        whole[i] = milliseconds() - start;
    }
    qsort(whole, TIMES, sizeof(double), ascending), qsort(library, TIMES, sizeof(double), ascending);
    printf("{\"ms\": %.3f, \"library_ms\": %.3f}\n", whole[TIMES / 2], library[TIMES / 2]);
}
