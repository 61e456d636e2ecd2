/** The recording: one append-only file of checksummed chunks, written each second and readable after a kill. */
@NullMarked
package dev.blindspot.recording;

import org.jspecify.annotations.NullMarked;
