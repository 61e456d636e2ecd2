package dev.blindspot.detect;

/**
 * How fast something grows, per second, with the 95 % interval of that.
 *
 * @param low infinite where there are too few points to tell, as is {@code high}
 */
public record Slope(double perSecond, double low, double high) {
    /** Whether it is more than chance. */
    public boolean isUpwards() {
        return low > 0;
    }
}
