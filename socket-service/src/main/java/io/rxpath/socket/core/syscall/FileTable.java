package io.rxpath.socket.core.syscall;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** File descriptors: the lowest free number is the next (kernel fs/file.c alloc_fd). 0, 1 and 2 are taken. */
final class FileTable {
    private static final int FIRST = 3;
    private final List<@Nullable SysFile> files = new ArrayList<>();

    int add(SysFile file) {
        file.refs++;
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i) == null) {
                files.set(i, file);
                return FIRST + i;
            }
        }
        files.add(file);
        return FIRST + files.size() - 1;
    }

    /** The file of a descriptor, or null. */
    @Nullable
    SysFile get(int fd) {
        int i = fd - FIRST;
        return i < 0 || i >= files.size() ? null : files.get(i);
    }

    /** Frees a descriptor; the file it led to, or null. */
    @Nullable
    SysFile remove(int fd) {
        SysFile file = get(fd);
        if (file != null) {
            files.set(fd - FIRST, null);
            file.refs--;
        }
        return file;
    }

    /** The descriptor behind the highest that was ever given. */
    int end() {
        return FIRST + files.size();
    }

    /** All open files, in the order of their descriptors. */
    List<SysFile> all() {
        List<SysFile> all = new ArrayList<>();
        for (SysFile file : files) {
            if (file != null) {
                all.add(file);
            }
        }
        return all;
    }
}
