package portal.sandbox;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Nobody searches before the first orders are in: 503 until the file is there. */
public final class Door implements Filter {
  private final Path open;

  public Door(Path open) {
    this.open = open;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Files.exists(open)) {
      chain.doFilter(request, response);
      return;
    }
    HttpServletResponse answer = (HttpServletResponse) response;
    answer.setHeader("Retry-After", "2");
    answer.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
  }
}
