//! `serve`: a static file server that treats files as a good static host does.

mod header_rules;
mod policy;
mod root;

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Method, header};
use axum::middleware;
use coalition_lens::Error;
use tokio::net::TcpListener;
use tower_http::cors::{Any, CorsLayer};
use tower_http::services::ServeDir;

use crate::failure::Failure;
use crate::output;
use policy::Policy;
use root::Root;

/// Serve a folder over HTTP as a static host would.
///
/// Cache headers come from the `_headers` files in the folder and below it; files they do not speak of get
/// `cache-control: no-cache`. ETags are strong and made of size and modification time; byte ranges work; any origin may
/// read (CORS). Nothing outside the folder is served, nor any file or folder whose name starts with a dot.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens serve public
  coalition-lens serve public --port 0                    any free port; the address is printed
  coalition-lens serve public --host 0.0.0.0 --port 80    reachable from other machines")]
pub struct ServeArgs {
    /// Folder to serve.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Port to listen on; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
}

/// How long answers under way may go on after Ctrl-C.
const GRACE: Duration = Duration::from_secs(2);

pub fn run(args: &ServeArgs) -> Result<(), Failure> {
    let root = Root::open(&args.folder)?;
    let address = address(args)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Error::io("the network", error))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|error| cannot_listen(address, error))?;
        let bound = listener.local_addr().map_err(|error| cannot_listen(address, error))?;
        let (stopped, late) = (stop_signal(), stop_signal());
        output::print(&format!("Serving {} at http://{bound}/ (Ctrl-C stops it)\n", args.folder.display()))?;
        let server = axum::serve(listener, router(root)).with_graceful_shutdown(stopped);
        let deadline = async {
            late.await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            served = server => served.map_err(|error| Error::io(bound.to_string(), error).into()),
            () = deadline => Ok(()),
        }
    })
}

fn router(root: Root) -> Router {
    let policy = Arc::new(Policy::new(root.clone()));
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers(Any)
        .expose_headers([header::ETAG, header::CONTENT_LENGTH, header::CONTENT_RANGE, header::ACCEPT_RANGES])
        .max_age(Duration::from_secs(86_400));
    Router::new()
        .fallback_service(ServeDir::with_backend(root.path(), root.clone()))
        .layer(middleware::from_fn_with_state(policy, policy::apply))
        .layer(cors)
}

fn address(args: &ServeArgs) -> Result<SocketAddr, Error> {
    let host = args.host.trim_start_matches('[').trim_end_matches(']');
    (host, args.port).to_socket_addrs().ok().and_then(|mut addresses| addresses.next()).ok_or_else(|| {
        Error::param("--host", &args.host, "give an address of this machine such as 127.0.0.1, 0.0.0.0 or localhost")
    })
}

fn cannot_listen(address: SocketAddr, error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::AddrInUse => Failure::hint(
            Error::Network(format!("port {} of {} is in use by another program", address.port(), address.ip())),
            "choose another with --port, or --port 0 for any free one",
        ),
        io::ErrorKind::PermissionDenied => Failure::hint(
            Error::Network(format!("this user may not listen on port {}", address.port())),
            "choose a port of 1024 or above with --port",
        ),
        _ => Error::io(address.to_string(), error).into(),
    }
}

/// Ctrl-C, or the signal by which a service manager stops a program. Heard from the call on.
#[cfg(unix)]
fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok());
    async {
        let [interrupt, terminate] = signals.map(|signal| async {
            match signal {
                Some(mut signal) => drop(signal.recv().await),
                None => std::future::pending().await,
            }
        });
        tokio::select! {
            () = interrupt => (),
            () = terminate => (),
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
async fn stop_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
