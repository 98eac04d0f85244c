//! A wire that is cut when a reply begins: the request was served and committed, and nobody hears of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Between a desk and a server.
pub struct WireCut {
    /// The server's address by this wire.
    pub url: String,
    left: Arc<AtomicU32>,
}

impl WireCut {
    /// To the server at `url`; nothing is cut yet.
    pub async fn to(url: &str) -> Self {
        let rest = url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').map_or((rest, ""), |(h, p)| (h, p));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap();
        let left = Arc::new(AtomicU32::new(0));
        tokio::spawn(serve(listener, host.to_owned(), Arc::clone(&left)));
        Self {
            url: format!("http://{own}/{path}")
                .trim_end_matches('/')
                .to_owned(),
            left,
        }
    }

    /// Cuts the next replies, so many.
    pub fn cut(&self, replies: u32) {
        self.left.store(replies, Ordering::SeqCst);
    }

    /// Replies still to be cut.
    pub fn left(&self) -> u32 {
        self.left.load(Ordering::SeqCst)
    }
}

async fn serve(listener: TcpListener, host: String, left: Arc<AtomicU32>) {
    while let Ok((desk, _)) = listener.accept().await {
        tokio::spawn(carry(desk, host.clone(), Arc::clone(&left)));
    }
}

async fn carry(desk: TcpStream, host: String, left: Arc<AtomicU32>) -> std::io::Result<()> {
    let (mut from_server, mut to_server) = TcpStream::connect(host).await?.into_split();
    let (mut from_desk, mut to_desk) = desk.into_split();
    let up = tokio::spawn(async move { tokio::io::copy(&mut from_desk, &mut to_server).await });
    let mut bytes = vec![0; 16 << 10];
    loop {
        let came = from_server.read(&mut bytes).await?;
        let cuts = |n: u32| n.checked_sub(1);
        if came == 0
            || left
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, cuts)
                .is_ok()
        {
            up.abort();
            return Ok(());
        }
        to_desk.write_all(&bytes[..came]).await?;
    }
}
