//! A grey picture and the changed copies the passes look at.

use image::GrayImage;

/// Rows of grey values, 0 black to 255 white, without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Luma {
    pub width: usize,
    pub height: usize,
    pub data: Vec<u8>,
}

impl From<GrayImage> for Luma {
    fn from(image: GrayImage) -> Self {
        Luma {
            width: image.width() as usize,
            height: image.height() as usize,
            data: image.into_raw(),
        }
    }
}

impl Luma {
    pub(crate) fn longest(&self) -> usize {
        self.width.max(self.height)
    }

    /// A copy whose longer side is `longest` pixels, each the mean of the area it covers.
    pub(crate) fn shrunk(&self, longest: usize) -> Luma {
        let side = |full: usize| (full * longest / self.longest()).max(1);
        let (width, height) = (side(self.width), side(self.height));
        let columns = edges(self.width, width);
        let rows = edges(self.height, height);
        let mut data = Vec::with_capacity(width * height);
        let mut sums = vec![0u32; self.width];
        for band in rows.windows(2) {
            sums.fill(0);
            for row in self.data[band[0] * self.width..band[1] * self.width].chunks(self.width) {
                for (sum, &value) in sums.iter_mut().zip(row) {
                    *sum += u32::from(value);
                }
            }
            let rows = (band[1] - band[0]) as u32;
            for span in columns.windows(2) {
                let total: u32 = sums[span[0]..span[1]].iter().sum();
                data.push((total / (rows * (span[1] - span[0]) as u32)) as u8);
            }
        }
        Luma {
            width,
            height,
            data,
        }
    }

    /// Twice as wide and high, bilinear: gives codes with under two pixels a module room.
    pub(crate) fn doubled(&self) -> Luma {
        let width = self.width * 2;
        let mut data = Vec::with_capacity(width * self.height * 2);
        let mut near = vec![0u16; width];
        let mut far = vec![0u16; width];
        for y in 0..self.height {
            widen(self.row(y), &mut near);
            for neighbour in [y.saturating_sub(1), (y + 1).min(self.height - 1)] {
                widen(self.row(neighbour), &mut far);
                let mixed = near.iter().zip(&far);
                data.extend(mixed.map(|(near, far)| ((3 * near + far + 8) >> 4) as u8));
            }
        }
        Luma {
            width,
            height: self.height * 2,
            data,
        }
    }

    /// Twice as wide, bilinear, edges steepened: codes seen from the side.
    pub(crate) fn widened(&self) -> Luma {
        let width = self.width * 2;
        let mut row = vec![0u16; width];
        let mut data = Vec::with_capacity(width * self.height);
        for y in 0..self.height {
            widen(self.row(y), &mut row);
            data.extend(row.iter().map(|&value| (value >> 2) as u8));
        }
        let wide = Luma {
            width,
            height: self.height,
            data,
        };
        wide.sharpened()
    }

    /// Three times as long and high, cubic: the smallest codes.
    pub(crate) fn tripled(&self) -> Luma {
        let side = |full: usize| u32::try_from(full * 3).expect("used on small pictures alone");
        let (width, height) = (side(self.width), side(self.height));
        let image = GrayImage::from_raw(width / 3, height / 3, self.data.clone());
        let image = image.expect("one byte for each pixel of the same picture");
        let filter = image::imageops::FilterType::CatmullRom;
        Luma::from(image::imageops::resize(&image, width, height, filter))
    }

    /// Light parts drawn apart, dark ones together: what glare has left of a code.
    pub(crate) fn deepened(&self) -> Luma {
        let table: [u8; 256] = std::array::from_fn(|value| {
            let fourth = (value * value) as u64 * (value * value) as u64;
            (fourth / (255 * 255 * 255)) as u8
        });
        let data = self.data.iter().map(|&value| table[usize::from(value)]);
        Luma {
            data: data.collect(),
            ..*self
        }
    }

    /// Edges steepened: 2.5 × picture − 1.5 × blurred picture. For photographs out of focus.
    pub(crate) fn sharpened(&self) -> Luma {
        let blurred = self.blurred();
        let both = self.data.iter().zip(&blurred);
        let data = both
            .map(|(&value, &blur)| {
                let sharp = (5 * i32::from(value) - 3 * i32::from(blur)) / 2;
                sharp.clamp(0, 255) as u8
            })
            .collect();
        Luma { data, ..*self }
    }

    /// Each pixel the darkest of its 3 × 3 neighbourhood. Closes gaps that glare, moiré or a dot
    /// printer leave in dark modules.
    pub(crate) fn darkened(&self) -> Luma {
        self.neighbours(u8::min)
    }

    fn row(&self, y: usize) -> &[u8] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    fn neighbours(&self, pick: fn(u8, u8) -> u8) -> Luma {
        let mut across = Vec::with_capacity(self.data.len());
        for y in 0..self.height {
            let row = self.row(y);
            let last = row.len() - 1;
            across.extend((0..row.len()).map(|x| {
                let left = row[x.saturating_sub(1)];
                pick(pick(left, row[x]), row[(x + 1).min(last)])
            }));
        }
        let across = Luma {
            data: across,
            ..*self
        };
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..self.height {
            let above = across.row(y.saturating_sub(1));
            let below = across.row((y + 1).min(self.height - 1));
            let rows = above.iter().zip(across.row(y)).zip(below);
            data.extend(rows.map(|((&above, &here), &below)| pick(pick(above, here), below)));
        }
        Luma { data, ..*self }
    }

    /// Mean of a square of [`BLUR`] pixels a side, clipped at the borders.
    fn blurred(&self) -> Vec<u8> {
        let reach = BLUR / 2;
        let across: Vec<u16> = (0..self.height)
            .flat_map(|y| {
                let row = self.row(y);
                let last = row.len() - 1;
                (0..row.len()).map(move |x| {
                    (0..BLUR)
                        .map(|step| u16::from(row[(x + step).saturating_sub(reach).min(last)]))
                        .sum()
                })
            })
            .collect();
        let row = |y: usize| &across[y * self.width..(y + 1) * self.width];
        let mut sums = vec![0u16; self.width];
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..self.height {
            sums.fill(0);
            for step in 0..BLUR {
                let near = (y + step).saturating_sub(reach).min(self.height - 1);
                for (sum, value) in sums.iter_mut().zip(row(near)) {
                    *sum += value;
                }
            }
            data.extend(sums.iter().map(|sum| (sum / (BLUR * BLUR) as u16) as u8));
        }
        data
    }
}

/// Side of the blurred square, in pixels; odd.
const BLUR: usize = 5;

/// Where each of `parts` nearly equal spans of `full` starts, and the end of the last.
fn edges(full: usize, parts: usize) -> Vec<usize> {
    (0..=parts).map(|part| part * full / parts).collect()
}

/// One row at twice its width, in quarters of a grey value.
fn widen(row: &[u8], wide: &mut [u16]) {
    let last = row.len() - 1;
    for (x, pair) in wide.chunks_exact_mut(2).enumerate() {
        let here = 3 * u16::from(row[x]);
        pair[0] = here + u16::from(row[x.saturating_sub(1)]);
        pair[1] = here + u16::from(row[(x + 1).min(last)]);
    }
}
