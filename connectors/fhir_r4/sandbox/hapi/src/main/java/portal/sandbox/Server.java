package portal.sandbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
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
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Starts HAPI FHIR JPA: arguments are the port on 127.0.0.1 and the folder of its database. */
public final class Server {
  private Server() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("sandbox.store", arguments[1]);
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
    Thread orphan = new Thread(Server::endWithParent);
    orphan.setDaemon(true);
    orphan.start();
    web.join();
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
