//! A straight line through points, few of which lie elsewhere.

use super::Point;

/// A line: a point of it and its direction, of length one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    at: Point,
    along: Point,
}

impl Line {
    /// The line with the least squared distances, twice over what lies near the one before. `None` under eight points.
    pub(super) fn through(points: &[Point]) -> Option<Self> {
        let mut kept = points.to_vec();
        for _ in 0..3 {
            let line = Self::fitted(&kept)?;
            let mut apart: Vec<f32> = kept.iter().map(|point| line.distance(*point)).collect();
            apart.sort_by(f32::total_cmp);
            let near = (3.0 * apart[apart.len() / 2]).max(0.5);
            kept.retain(|point| line.distance(*point) <= near);
        }
        Self::fitted(&kept)
    }

    fn fitted(points: &[Point]) -> Option<Self> {
        if points.len() < 8 {
            return None;
        }
        let count = points.len() as f32;
        let sum = points
            .iter()
            .fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
        let at = (sum.0 / count, sum.1 / count);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for point in points {
            let (x, y) = (point.0 - at.0, point.1 - at.1);
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        let angle = f32::atan2(2.0 * xy, xx - yy) / 2.0;
        Some(Self {
            at,
            along: (angle.cos(), angle.sin()),
        })
    }

    fn distance(&self, point: Point) -> f32 {
        let (x, y) = (point.0 - self.at.0, point.1 - self.at.1);
        (x * self.along.1 - y * self.along.0).abs()
    }

    /// Where two lines meet; `None` where they go the same way.
    pub(super) fn meets(&self, other: &Self) -> Option<Point> {
        let across = self.along.0 * other.along.1 - self.along.1 * other.along.0;
        if across.abs() < 0.05 {
            return None;
        }
        let (x, y) = (other.at.0 - self.at.0, other.at.1 - self.at.1);
        let far = (x * other.along.1 - y * other.along.0) / across;
        Some((
            self.at.0 + far * self.along.0,
            self.at.1 + far * self.along.1,
        ))
    }
}
