/** Services as Debian ships them, under a small load, looked at and recorded by the commands a user gives. */
@org.jspecify.annotations.NullMarked
package dev.blindspot.service;
