import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Icon } from '../base/icon.js';
import { usePage, usePhone } from '../state/context.js';
import type { AttachmentViewProps } from './attachment-view.js';
import { formatSeconds } from './message-words.js';

const FLAT: readonly number[] = Array.from({ length: 48 }, () => 8);

/** A player with the shape of the sound. Listening to a received one tells its sender. */
export function VoiceNote(props: AttachmentViewProps & { onError(): void }) {
	const { message, attachment, onError } = props;
	const { sandbox } = usePage();
	const phone = usePhone();
	const audio = useRef<HTMLAudioElement>(null);
	const playing = useSignal(false);
	const position = useSignal(0);
	const duration = useSignal(attachment.seconds ?? 0);
	const bars = attachment.waveform ?? FLAT;
	const share = duration.value > 0 ? position.value / duration.value : 0;
	const toggle = () => {
		if (playing.value) audio.current?.pause();
		else void audio.current?.play().catch(onError);
	};
	const onPlay = () => {
		playing.value = true;
		if (message.direction === 'out' || message.played) return;
		const path = `${phone.path}/messages/${encodeURIComponent(message.id)}/played`;
		void sandbox.api.post(path).catch(() => undefined);
	};
	const seek = (seconds: number) => {
		if (audio.current) audio.current.currentTime = seconds;
		position.value = seconds;
	};
	return (
		<div class={message.played ? 'voice-note played' : 'voice-note'}>
			<audio
				ref={audio}
				src={attachment.url}
				preload="metadata"
				onPlay={onPlay}
				onPause={() => (playing.value = false)}
				onEnded={() => seek(0)}
				onTimeUpdate={(event) => (position.value = event.currentTarget.currentTime)}
				onLoadedMetadata={({ currentTarget }) => {
					if (Number.isFinite(currentTarget.duration)) duration.value = currentTarget.duration;
				}}
			/>
			<button
				class="button round primary"
				type="button"
				aria-label={playing.value ? 'Pause the voice note' : 'Play the voice note'}
				onClick={toggle}
			>
				<Icon name={playing.value ? 'pause' : 'play'} />
			</button>
			<div class="sound">
				<svg viewBox={`0 0 ${bars.length * 3} 32`} preserveAspectRatio="none" aria-hidden="true">
					{bars.map((loud, index) => {
						const height = Math.max(2, (loud / 100) * 30);
						const heard = index / bars.length < share;
						return (
							<rect
								class={heard ? 'heard' : ''}
								x={index * 3}
								y={16 - height / 2}
								width="2"
								height={height}
								rx="1"
							/>
						);
					})}
				</svg>
				<input
					type="range"
					min="0"
					max={duration.value || 1}
					step="0.1"
					value={position.value}
					aria-label="Position in the voice note"
					onInput={(event) => seek(Number(event.currentTarget.value))}
				/>
			</div>
			<span class="small soft time">
				{formatSeconds(playing.value || position.value > 0 ? position.value : duration.value)}
			</span>
		</div>
	);
}
