package dev.blindspot.sample;

/**
 * The locale of whoever called. Where any file can be named in it this JVM has the same; else the launchers
 * ({@code scripts/lib/locale.sh}) gave it another and say what LC_ALL was.
 */
final class UsersLocale {
    private static final String PROPERTY = "blindspot.lc_all";
    private static final String VARIABLE = "LC_ALL";

    private UsersLocale() {}

    /** Has a command run in it. */
    static ProcessBuilder in(ProcessBuilder command) {
        String users = System.getProperty(PROPERTY);
        if (users != null && users.isEmpty()) {
            command.environment().remove(VARIABLE);
        } else if (users != null) {
            command.environment().put(VARIABLE, users);
        }
        return command;
    }
}
