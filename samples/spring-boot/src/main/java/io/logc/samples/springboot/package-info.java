/** A Spring Boot application. */
package io.logc.samples.springboot;
