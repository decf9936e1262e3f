package portal.sandbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.search.IStaleSearchDeletingSvc;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.servlet.DispatcherType;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Starts HAPI FHIR JPA: arguments are the port on 127.0.0.1, the folder of its database, and for how
 * many seconds it remembers a search.
 */
public final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int LOOKS_WHILE_REMEMBERED = 10;

  private Server() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("sandbox.store", arguments[1]);
    long rememberMillis = 1000L * Long.parseLong(arguments[2]);
    System.setProperty("sandbox.remember_millis", Long.toString(rememberMillis));
    AnnotationConfigApplicationContext beans =
        new AnnotationConfigApplicationContext(Wiring.class);
    org.eclipse.jetty.server.Server web =
        new org.eclipse.jetty.server.Server(
            new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
    ServletContextHandler handler = new ServletContextHandler("/");
    handler.addServlet(new ServletHolder(fhir(beans)), "/fhir/*");
    FilterHolder door = new FilterHolder(new Door(Path.of(arguments[1], "open")));
    handler.addFilter(door, "/fhir/Provenance", EnumSet.of(DispatcherType.REQUEST));
    web.setHandler(handler);
    web.setStopAtShutdown(true);
    beans.registerShutdownHook();
    web.start();
    beside(Server::endWithParent);
    beside(() -> forget(beans, Math.max(1000L, rememberMillis / LOOKS_WHILE_REMEMBERED)));
    web.join();
  }

  private static void beside(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * HAPI's own scheduler is off, for it brings a dozen jobs that nobody here needs; without this one
   * every search of every poll would stay in the database for ever.
   */
  private static void forget(AnnotationConfigApplicationContext beans, long everyMillis) {
    IStaleSearchDeletingSvc searches = beans.getBean(IStaleSearchDeletingSvc.class);
    while (beans.isActive()) {
      try {
        Thread.sleep(everyMillis);
        searches.pollForStaleSearchesAndDeleteThem();
      } catch (InterruptedException ended) {
        return;
      } catch (RuntimeException failed) {
        if (beans.isActive()) {
          LOG.warn("finished searches stay for now: {}", failed.getClass().getSimpleName());
        }
      }
    }
  }

  /** Standard input is a pipe from the process that started us; it closes when that one is gone. */
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {}
    } catch (java.io.IOException gone) {
      // the same as its end
    }
    System.exit(0);
  }

  private static RestfulServer fhir(AnnotationConfigApplicationContext beans) {
    RestfulServer server = new RestfulServer(beans.getBean(FhirContext.class));
    server.registerProviders(
        beans.getBean("myResourceProvidersR4", ResourceProviderFactory.class).createProviders());
    server.registerProvider(beans.getBean("mySystemProviderR4", JpaSystemProvider.class));
    server.setServerConformanceProvider(
        new JpaCapabilityStatementProvider(
            server,
            beans.getBean("mySystemDaoR4", IFhirSystemDao.class),
            beans.getBean(JpaStorageSettings.class),
            beans.getBean(ISearchParamRegistry.class),
            beans.getBean(IValidationSupport.class)));
    server.setPagingProvider(beans.getBean(DatabaseBackedPagingProvider.class));
    return server;
  }
}
