//! A bundle goes to the backend as it is, a block at a time.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::time::Duration;

use domain::queue::Reason;
use futures_util::stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use wire::{BundleTaken, Reply};

use super::Remote;
use super::judge;
use crate::failure::Failure;

/// A bundle of gigabytes over a slow line, and the checking of it.
const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);
/// Read and sent at once.
const BLOCK: usize = 256 * 1024;

impl Remote {
    /// `POST /v1/bundles`: the file is streamed; the backend checks it whole before it keeps anything.
    ///
    /// # Errors
    /// As every call: see [`Failure`]; `RecordFault` where the file cannot be opened.
    pub async fn post_bundle(&self, file: PathBuf) -> Result<Reply<BundleTaken>, Failure> {
        let url = self.url("v1/bundles", &[])?;
        let opened = File::open(&file).and_then(|file| file.metadata());
        let length = opened.map_err(|_| Failure::new(Reason::RecordFault))?.len();
        let read = self
            .signed_in(|| {
                self.http
                    .post(url.clone())
                    .timeout(LONGEST)
                    .header(CONTENT_TYPE, "application/octet-stream")
                    // Stated, as gateways refuse bodies of unknown length.
                    .header(CONTENT_LENGTH, length)
                    .body(reqwest::Body::wrap_stream(blocks(file.clone())))
            })
            .await?;
        judge::good(&read)
    }
}

/// The file, block by block; opened when the first is asked for, as a refused request is sent again.
fn blocks(path: PathBuf) -> impl stream::Stream<Item = std::io::Result<Vec<u8>>> + Send + 'static {
    stream::try_unfold((path, None::<File>), |(path, file)| async move {
        let opened = match file {
            Some(file) => file,
            None => File::open(&path)?,
        };
        let read = move || {
            let mut block = Vec::with_capacity(BLOCK);
            (&opened).take(BLOCK as u64).read_to_end(&mut block)?;
            Ok::<_, std::io::Error>((block, opened))
        };
        let (block, file) = tokio::task::spawn_blocking(read)
            .await
            .map_err(std::io::Error::other)??;
        Ok((!block.is_empty()).then_some((block, (path, Some(file)))))
    })
}
