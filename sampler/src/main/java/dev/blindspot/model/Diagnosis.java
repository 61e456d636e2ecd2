package dev.blindspot.model;

import java.util.List;

/**
 * What this kernel and these privileges allow.
 *
 * @param kernel its release
 * @param arch {@code amd64} or {@code arm64}
 */
public record Diagnosis(String kernel, String arch, List<DoctorCheck> checks) {
    public Diagnosis {
        checks = List.copyOf(checks);
    }
}
