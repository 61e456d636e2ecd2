package dev.blindspot.plan;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary least-squares fit.
 *
 * @param solver {@code (X'X)^-1 X'}: coefficients by observations
 * @param coefficients one a column of X
 * @param residuals one an observation
 */
@SuppressWarnings("ArrayRecordComponent") // never changed after it is made; compared nowhere
record LeastSquares(double[][] solver, double[] coefficients, double[] residuals) {
    private static final double SINGULAR = 1e-10;

    /**
     * Fits {@code y} by the columns of {@code x}.
     *
     * @param x observations by columns
     * @return null where the columns do not determine the coefficients
     */
    static @Nullable LeastSquares fit(double[][] x, double[] y) {
        if (x.length <= (x.length == 0 ? 0 : x[0].length)) {
            return null;
        }
        RealMatrix design = MatrixUtils.createRealMatrix(x);
        RealMatrix transposed = design.transpose();
        RealMatrix solver;
        try {
            solver = new LUDecomposition(transposed.multiply(design), SINGULAR)
                    .getSolver()
                    .getInverse()
                    .multiply(transposed);
        } catch (MathRuntimeException e) {
            return null;
        }
        double[] coefficients = solver.operate(y);
        double[] fitted = design.operate(coefficients);
        double[] residuals = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            residuals[i] = y[i] - fitted[i];
        }
        return new LeastSquares(solver.getData(), coefficients, residuals);
    }

    double squaredError() {
        double sum = 0;
        for (double residual : residuals) {
            sum += residual * residual;
        }
        return sum;
    }
}
