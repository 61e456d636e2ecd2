package dev.blindspot.plan;

import org.jspecify.annotations.Nullable;

/**
 * A least-squares fit whose errors are believed to be alike the nearer in time they are: what a process's memory does in
 * one second it mostly does in the next. Errors taken as independent would give intervals many times too narrow.
 *
 * <p>The errors are taken as a first-order autoregression. Its correlation is the one under which residuals of just
 * these columns would be expected to have the lag-one correlation that they have: residuals of few observations and a
 * trend look less correlated than the errors are, and here that is undone exactly, not to first order. The variances
 * follow from it, and Satterthwaite's degrees of freedom from how uncertain the error's own variance then is.
 *
 * <p>Source: the moments of quadratic forms, S. R. Searle, Linear Models (1971), 2.5; F. E. Satterthwaite, An
 * approximate distribution of estimates of variance components, Biometrics 2 (1946).
 */
final class Regression {
    private static final double MOST_CORRELATION = 0.98;
    private static final int HALVINGS = 12;

    /** The correlation is itself estimated; too low does more harm than too high. In its standard errors. */
    private static final double TOWARDS_CAUTION = 0.7;

    private final LeastSquares fit;
    private final double[][] covariance;
    private final double degrees;

    private Regression(LeastSquares fit, double[][] covariance, double degrees) {
        this.fit = fit;
        this.covariance = covariance;
        this.degrees = degrees;
    }

    /**
     * Fits {@code y} by the columns of {@code x}.
     *
     * @param x observations by columns
     * @param place of each observation in time, in equal steps, rising
     * @return null where the columns do not determine the coefficients
     */
    static @Nullable Regression fit(double[][] x, double[] y, int[] place) {
        LeastSquares fit = LeastSquares.fit(x, y);
        if (fit == null) {
            return null;
        }
        double[][] annihilator = annihilator(x, fit.solver());
        double[][] neighbours = neighbours(annihilator, place);
        double correlation = correlation(fit.residuals(), place, annihilator, neighbours);
        double[][] omega = omega(place, correlation);
        double[][] both = product(annihilator, omega);
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < y.length; i++) {
            trace += both[i][i];
            for (int j = 0; j < y.length; j++) {
                squares += both[i][j] * both[j][i];
            }
        }
        double variance = fit.squaredError() / trace;
        double[][] half = product(fit.solver(), omega);
        double[][] covariance = new double[half.length][half.length];
        for (int a = 0; a < half.length; a++) {
            for (int b = 0; b < half.length; b++) {
                double sum = 0;
                for (int i = 0; i < y.length; i++) {
                    sum += half[a][i] * fit.solver()[b][i];
                }
                covariance[a][b] = variance * sum;
            }
        }
        return new Regression(fit, covariance, Math.max(1, trace * trace / squares));
    }

    /** The coefficient of a column, as if that had been multiplied by {@code scale}. */
    Estimate estimate(int column, double scale) {
        return new Estimate(fit.coefficients()[column] / scale, covariance[column][column] / (scale * scale), degrees);
    }

    /** {@code I - X (X'X)^-1 X'}: makes errors residuals. */
    private static double[][] annihilator(double[][] x, double[][] solver) {
        double[][] fitted = product(x, solver);
        for (int i = 0; i < fitted.length; i++) {
            for (int j = 0; j < fitted.length; j++) {
                fitted[i][j] = (i == j ? 1 : 0) - fitted[i][j];
            }
        }
        return fitted;
    }

    /** {@code M L M}, where {@code e' L e} is the sum of products of neighbours. */
    private static double[][] neighbours(double[][] m, int[] place) {
        int n = m.length;
        double[][] shifted = new double[n][n];
        for (int i = 0; i + 1 < n; i++) {
            if (place[i + 1] - place[i] == 1) {
                for (int j = 0; j < n; j++) {
                    shifted[i][j] += 0.5 * m[i + 1][j];
                    shifted[i + 1][j] += 0.5 * m[i][j];
                }
            }
        }
        return product(m, shifted);
    }

    private static double correlation(double[] residuals, int[] place, double[][] m, double[][] neighbours) {
        double products = 0;
        double squares = 0;
        for (int i = 0; i < residuals.length; i++) {
            squares += residuals[i] * residuals[i];
            if (i > 0 && place[i] - place[i - 1] == 1) {
                products += residuals[i] * residuals[i - 1];
            }
        }
        if (squares == 0) {
            return 0;
        }
        double seen = products / squares;
        seen += TOWARDS_CAUTION * Math.sqrt(Math.max(0, 1 - seen * seen) / residuals.length);
        double low = 0;
        double high = MOST_CORRELATION;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double[][] omega = omega(place, middle);
            if (trace(neighbours, omega) / trace(m, omega) < seen) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double[][] omega(int[] place, double correlation) {
        int n = place.length;
        int longest = place[n - 1] - place[0] + 1;
        double[] powers = new double[longest];
        powers[0] = 1;
        for (int lag = 1; lag < longest; lag++) {
            powers[lag] = powers[lag - 1] * correlation;
        }
        double[][] omega = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                omega[i][j] = powers[Math.abs(place[i] - place[j])];
            }
        }
        return omega;
    }

    /** Trace of the product of two symmetric matrices. */
    private static double trace(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                sum += a[i][j] * b[i][j];
            }
        }
        return sum;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                double factor = a[i][k];
                for (int j = 0; j < product[i].length; j++) {
                    product[i][j] += factor * b[k][j];
                }
            }
        }
        return product;
    }
}
